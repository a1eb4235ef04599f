"""python3 -m unittest discover eval/tests"""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import ud  # noqa: E402

GOLD = """\
# newdoc id = a
# newpar
1	The	the	DET	DT	Definite=Def|PronType=Art	2	det	_	_
2	guns	gun	NOUN	NNS	Number=Plur	5	nsubj:pass	_	_
3-4	weren't	_	_	_	_	_	_	_	_
3	were	be	AUX	VBD	Tense=Past	5	aux:pass	_	_
4	n't	not	PART	RB	_	5	advmod	_	_
5	fired	fire	VERB	VBN	VerbForm=Part	0	root	_	SpaceAfter=No
5.1	again	again	ADV	RB	_	_	_	5:advmod	_
6	.	.	PUNCT	.	_	5	punct	_	_

# newpar
1	Orrel	Orrel	PROPN	NNP	Number=Sing	2	nsubj	_	_
2	left	leave	VERB	VBD	Tense=Past	0	root	_	SpaceAfter=No
3	.	.	PUNCT	.	_	2	punct	_	_

# newdoc id = b
1	Rain	rain	NOUN	NN	Number=Sing	2	nsubj	_	_
2	fell	fall	VERB	VBD	Tense=Past	0	root	_	_

"""


def scores(system):
    rows, lost = ud.score(ud.parse(GOLD.splitlines()), ud.parse(system.splitlines()))
    return {m: (v["right"], v["system"], v["gold"]) for m, v in rows.items()}, lost


class Ud(unittest.TestCase):
    def test_gold_against_itself_is_perfect(self):
        rows, lost = ud.score(ud.parse(GOLD.splitlines()), ud.parse(GOLD.splitlines()))
        self.assertEqual(lost, [])
        for metric, v in rows.items():
            self.assertEqual(v["f1"], 100.0, metric)
        self.assertEqual(rows["Words"]["gold"], 11)

    def test_text_keeps_spaces_and_paragraphs(self):
        docs = ud.parse(GOLD.splitlines())
        self.assertEqual(list(docs), ["a", "b"])
        self.assertEqual(ud.raw(docs["a"]), "The guns weren't fired.\n\nOrrel left.")
        self.assertEqual(ud.raw(docs["b"]), "Rain fell")

    def test_each_fault_costs_its_own_metric(self):
        s = GOLD.replace("Number=Plur\t5\tnsubj:pass", "Number=Sing\t5\tnsubj")          # feature, subtype
        s = s.replace("2\tleft\tleave\tVERB", "2\tleft\tleft\tADJ")                       # lemma, part of speech
        s = s.replace("1\tRain\train\tNOUN\tNN\tNumber=Sing\t2\tnsubj", "1\tRain\train\tNOUN\tNN\tNumber=Sing\t2\tobj")  # relation
        s = s.replace("6\t.\t.\tPUNCT\t.\t_\t5\tpunct", "6\t.\t.\tPUNCT\t.\t_\t2\tpunct")  # head
        rows, lost = scores(s)
        self.assertEqual(lost, [])
        self.assertEqual({m: r[0] for m, r in rows.items()},
                         {"Words": 11, "Sentences": 3, "UPOS": 10, "UFeats": 10, "Lemma": 10, "UAS": 10, "LAS": 9, "LAS, with subtypes": 8})

    def test_words_that_are_cut_otherwise(self):
        # One word in place of the two of "weren't", and both sentences of a in one.
        s = GOLD.replace("3-4\tweren't\t_\t_\t_\t_\t_\t_\t_\t_\n", "").replace("3\twere\tbe\tAUX\tVBD\tTense=Past\t5\taux:pass\t_\t_\n", "")
        s = s.replace("4\tn't\tnot\tPART\tRB\t_\t5", "3\tweren't\tnot\tPART\tRB\t_\t4").replace("5\tfired\tfire", "4\tfired\tfire")
        s = s.replace("6\t.\t.\tPUNCT\t.\t_\t5", "5\t.\t.\tPUNCT\t.\t_\t4").replace("Number=Plur\t5", "Number=Plur\t4")
        s = s.replace("5.1\tagain\tagain\tADV\tRB\t_\t_\t_\t5:advmod\t_\n", "")
        rows, lost = scores(s)
        self.assertEqual(lost, [])
        # 11 gold words, 10 given; "were" and "n't" have no partner, all else does.
        self.assertEqual(rows["Words"], (9, 10, 11))
        self.assertEqual(rows["LAS"], (9, 10, 11))
        self.assertEqual(rows["Sentences"], (3, 3, 3))

    def test_multiword_token_is_the_same_as_its_words_apart(self):
        s = GOLD.replace("3-4\tweren't\t_\t_\t_\t_\t_\t_\t_\t_\n", "")
        self.assertEqual(scores(s)[0]["LAS"], (11, 11, 11))

    def test_a_sentence_too_few(self):
        head, tail = GOLD.split("\n\n# newpar\n", 1)
        joined = tail.split("\n\n", 1)
        moved = joined[0].replace("3\t.\t.\tPUNCT\t.\t_\t2", "9\t.\t.\tPUNCT\t.\t_\t8").replace("2\tleft\tleave\tVERB\tVBD\tTense=Past\t0\troot", "8\tleft\tleave\tVERB\tVBD\tTense=Past\t5\tparataxis")
        moved = moved.replace("1\tOrrel\tOrrel\tPROPN\tNNP\tNumber=Sing\t2", "7\tOrrel\tOrrel\tPROPN\tNNP\tNumber=Sing\t8")
        rows, _ = scores(head + "\n" + moved + "\n\n" + joined[1])
        self.assertEqual(rows["Sentences"], (1, 2, 3))
        self.assertEqual(rows["UAS"], (10, 11, 11))

    def test_a_lost_document_is_named_and_counts(self):
        rows, lost = scores(GOLD.split("# newdoc id = b")[0])
        self.assertEqual(lost, ["b"])
        self.assertEqual(rows["Words"], (9, 9, 11))
        rows, lost = scores(GOLD.replace("Rain", "Rein"))
        self.assertEqual(lost, ["b"])


if __name__ == "__main__":
    unittest.main()
