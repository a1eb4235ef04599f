//! The encoder's run time. No other file names the engine.

use std::sync::Arc;

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value, ValueOrView};
use rten_tensor::NdTensorView;
use rten_tensor::prelude::*;

use crate::ParseError;

/// Rows of numbers, one after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    /// The numbers.
    pub(crate) data: Vec<f32>,
    /// Numbers in a row.
    pub(crate) width: usize,
}

impl Rows {
    /// Row `n`.
    pub(crate) fn row(&self, n: usize) -> &[f32] {
        &self.data[n * self.width..(n + 1) * self.width]
    }
}

/// What the encoder says of one window of `W` words.
#[derive(Debug)]
pub(crate) struct Encoded {
    /// `1 + W` vectors of 384 numbers: the root's, then each word's. Goes back in for relations and links.
    pub(crate) words: Rows,
    /// Scores of a sentence's end, parts of speech, features, lemma scripts, mention tags, cue tags, tags of mentions
    /// within mentions, trigger tags and tags of parts, `W` rows each.
    pub(crate) tags: [Rows; TAGS],
    /// `W` rows of `1 + W` scores: how well the root and each word are the head of each word.
    pub(crate) arcs: Rows,
}

/// Tag heads, in the order of [`Encoded::tags`].
pub(crate) const TAG_HEADS: [&str; TAGS] =
    ["end", "upos", "feats", "lemma", "mention", "cue", "inner", "trigger", "part"];
const TAGS: usize = 9;

/// What the encoder says of the attributions of `A` cues in a window of `W` words.
#[derive(Debug)]
pub(crate) struct Linked {
    /// `A * W` rows of 4: none, source, content, cue.
    pub(crate) links: Rows,
    /// `A` rows of scores of each act.
    pub(crate) acts: Rows,
    /// `A` rows of scores of each kind of quotation.
    pub(crate) quotes: Rows,
}

/// What the encoder says of the events whose `T` triggers begin at given words.
#[derive(Debug)]
pub(crate) struct Happened {
    /// `T` rows of scores of each reality.
    pub(crate) realities: Rows,
    /// `T` rows of 2: background, what the text is chiefly about.
    pub(crate) mains: Rows,
    /// `T` rows of `T`: log odds that two triggers are of one incident.
    pub(crate) same: Rows,
}

/// An ONNX graph's bytes.
pub(crate) enum Graph {
    /// Part of the program.
    Bundled(&'static [u8]),
    /// Read from a file.
    Loaded(Vec<u8>),
}

impl Graph {
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Bundled(bytes) => bytes,
            Self::Loaded(bytes) => bytes,
        }
    }
}

/// The loaded graph. Shared by threads.
pub(crate) struct Engine {
    model: Model,
    ids: NodeId,
    case: NodeId,
    first: NodeId,
    words_in: NodeId,
    heads: NodeId,
    anchors: NodeId,
    encoded: Vec<NodeId>,
    deprels: NodeId,
    linked: [NodeId; 3],
    triggers: NodeId,
    roles: NodeId,
    happened: [NodeId; 3],
    within: NodeId,
    claims: NodeId,
}

/// What one thread runs on: the engine works on one core a window, and windows go side by side.
pub(crate) struct Core(Arc<ThreadPool>);

impl Default for Core {
    fn default() -> Self {
        Self(Arc::new(ThreadPool::with_num_threads(1)))
    }
}

impl Core {
    fn options(&self) -> RunOptions {
        let mut o = RunOptions::default();
        o.thread_pool = Some(self.0.clone());
        o
    }
}

impl Engine {
    /// From an ONNX graph.
    pub(crate) fn new(graph: Graph) -> Result<Self, ParseError> {
        let bad = |e: String| ParseError::Weights(format!("encoder graph: {e}"));
        // All operators, 1.5 MB more than those of the graph: a list of some cannot name Attention, and without it reading takes an eighth longer.
        let mut options = ModelOptions::with_all_ops();
        options.prepack_weights(true);
        let model = match graph {
            Graph::Bundled(bytes) => options.load_static_slice(bytes),
            Graph::Loaded(bytes) => options.load(bytes),
        };
        let model = model.map_err(|e| bad(e.to_string()))?;
        let node = |name: &str| model.node_id(name).map_err(|e| bad(e.to_string()));
        let mut encoded = vec![node("words")?];
        for name in TAG_HEADS {
            encoded.push(node(name)?);
        }
        encoded.push(node("arcs")?);
        Ok(Self {
            ids: node("ids")?,
            case: node("case")?,
            first: node("first")?,
            words_in: node("words_in")?,
            heads: node("heads")?,
            anchors: node("anchors")?,
            encoded,
            deprels: node("deprels")?,
            linked: [node("links")?, node("acts")?, node("quotes")?],
            triggers: node("triggers")?,
            roles: node("roles")?,
            happened: [node("realities")?, node("mains")?, node("same")?],
            within: node("within")?,
            claims: node("claims")?,
            model,
        })
    }

    /// Run the encoder over one window: `ids` and `case` a piece, `first` the piece at which each word begins, the root's first.
    pub(crate) fn encode(&self, core: &Core, ids: &[i32], case: &[i32], first: &[i32]) -> Result<Encoded, ParseError> {
        let inputs = vec![(self.ids, ints(ids)), (self.case, ints(case)), (self.first, ints(first))];
        let mut out = self.run(core, inputs, &self.encoded)?.into_iter();
        let mut next = || rows(out.next());
        let words = next()?;
        let tags = [next()?, next()?, next()?, next()?, next()?, next()?, next()?, next()?, next()?];
        Ok(Encoded { words, tags, arcs: next()? })
    }

    /// Scores of each relation, `W` rows, given each word's head (0 the root, else 1 + the word).
    pub(crate) fn relations(&self, core: &Core, words: &Rows, heads: &[i32]) -> Result<Rows, ParseError> {
        let inputs = vec![(self.words_in, floats(words)), (self.heads, ints(heads))];
        rows(self.run(core, inputs, &[self.deprels])?.pop())
    }

    /// Links, acts and quotation kinds of the attributions whose cues begin at the words `anchors`.
    pub(crate) fn link(&self, core: &Core, words: &Rows, anchors: &[i32]) -> Result<Linked, ParseError> {
        let inputs = vec![(self.words_in, floats(words)), (self.anchors, ints(anchors))];
        let mut out = self.run(core, inputs, &self.linked)?.into_iter();
        let mut next = || rows(out.next());
        Ok(Linked { links: next()?, acts: next()?, quotes: next()? })
    }

    /// `T * W` rows of 7 scores: what each word is to the events whose triggers begin at the words `triggers`.
    pub(crate) fn roles(&self, core: &Core, words: &Rows, triggers: &[i32]) -> Result<Rows, ParseError> {
        let inputs = vec![(self.words_in, floats(words)), (self.triggers, ints(triggers))];
        rows(self.run(core, inputs, &[self.roles])?.pop())
    }

    /// Reality, weight and sameness of the events whose triggers begin at the words `triggers`.
    pub(crate) fn events(&self, core: &Core, words: &Rows, triggers: &[i32]) -> Result<Happened, ParseError> {
        let inputs = vec![(self.words_in, floats(words)), (self.triggers, ints(triggers))];
        let mut out = self.run(core, inputs, &self.happened)?.into_iter();
        let mut next = || rows(out.next());
        Ok(Happened { realities: next()?, mains: next()?, same: next()? })
    }

    /// `T * A` rows of log odds that the statement of each cue, of those that begin at the words `anchors`, says each thing of the event of
    /// each trigger. `within`, `T` rows of `A`, is 1 where the trigger stands in what the statement says, else 0.
    pub(crate) fn claims(
        &self,
        core: &Core,
        words: &Rows,
        triggers: &[i32],
        anchors: &[i32],
        within: &Rows,
    ) -> Result<Rows, ParseError> {
        let inputs = vec![
            (self.words_in, floats(words)),
            (self.triggers, ints(triggers)),
            (self.anchors, ints(anchors)),
            (self.within, floats(within)),
        ];
        rows(self.run(core, inputs, &[self.claims])?.pop())
    }

    fn run(
        &self,
        core: &Core,
        inputs: Vec<(NodeId, ValueOrView)>,
        outputs: &[NodeId],
    ) -> Result<Vec<Value>, ParseError> {
        self.model.run(inputs, outputs, Some(core.options())).map_err(|e| ParseError::Run(e.to_string()))
    }
}

fn ints(values: &[i32]) -> ValueOrView<'_> {
    NdTensorView::from_data([values.len()], values).into()
}

fn floats(rows: &Rows) -> ValueOrView<'_> {
    NdTensorView::from_data([rows.data.len() / rows.width.max(1), rows.width], rows.data.as_slice()).into()
}

/// A tensor's numbers, row by row of its last dimension.
fn rows(value: Option<Value>) -> Result<Rows, ParseError> {
    let missing = || ParseError::Run("an output is missing or of another type".into());
    let tensor = value.and_then(|v| v.into_tensor::<f32>()).ok_or_else(missing)?;
    let width = tensor.shape().last().copied().unwrap_or(0);
    Ok(Rows { data: tensor.into_data(), width })
}
