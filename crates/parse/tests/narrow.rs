//! The shipped weights are such that every processor multiplies them alike: `training/truceline_training/narrow.py` says why.
#![allow(clippy::unwrap_used)] // clippy.toml allows it in tests, but not in their helpers

use std::collections::BTreeSet;

use rten_onnx::onnx::ModelProto;
use rten_onnx::protobuf::{DecodeMessage, ValueReader};

/// What two neighbours of a column may add up to: 255 times that is the most that 16 bits hold.
const LIMIT: i32 = 128;

#[test]
fn no_two_neighbours_overflow() {
    let graph = include_bytes!("../../../weights/encoder.onnx").as_slice();
    let graph = ModelProto::decode(ValueReader::from_buf(graph)).unwrap().graph.unwrap();
    let products = graph.node.iter().filter(|node| node.op_type.as_deref() == Some("MatMulInteger"));
    let weights: BTreeSet<&str> = products.map(|node| node.input[1].as_str()).collect();
    let mut seen = 0;
    for tensor in &graph.initializer {
        let name = tensor.name.as_deref().unwrap_or_default();
        if !weights.contains(name) {
            continue;
        }
        seen += 1;
        let width = usize::try_from(tensor.dims[1]).unwrap();
        let bytes = tensor.raw_data.as_ref().unwrap().borrow();
        let rows: Vec<&[u8]> = bytes.chunks(width).collect();
        for pair in rows.chunks_exact(2) {
            for (&first, &second) in pair[0].iter().zip(pair[1]) {
                let sum = i32::from(first.cast_signed()) + i32::from(second.cast_signed());
                assert!(sum.abs() <= LIMIT, "{name}: {sum}");
            }
        }
    }
    assert_eq!(seen, weights.len(), "a weight is not in the graph");
}
