//! Proof that one entry is part of the journal, without the journal: a path in the Merkle tree over all entries (RFC 6962, SHA-256).

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{InclusionProof, RootHash, digest::Output};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::journal::{Entry, Head};
use crate::signing::{hex, is_signed, unhex};

/// The tree over the entries of a journal.
#[derive(Default)]
pub(crate) struct Tree(MemoryBackedTree<Sha256, Vec<u8>>);

impl Tree {
    /// Add the next entry, by its hash.
    pub(crate) fn push(&mut self, hash: &str) {
        self.0.push(hash.as_bytes().to_vec());
    }

    /// The hash of all entries, in hex.
    pub(crate) fn root(&self) -> String {
        hex(self.0.root().as_bytes())
    }

    /// The path from the entry with the number `seq` to the root, in hex; none where there is no such entry.
    pub(crate) fn path(&self, seq: i64) -> Option<String> {
        let index = usize::try_from(seq).ok()?.checked_sub(1)?;
        (index < self.0.items().len()).then(|| hex(self.0.prove_inclusion(index).as_bytes()))
    }
}

/// That an entry is part of the journal that a signed head stands for. Whoever has this and the public key needs nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// The entry's number.
    pub seq: i64,
    /// The entry's hash.
    pub hash: String,
    /// The hashes beside the way to the root, in hex.
    pub path: String,
    /// The root, in hex.
    pub root: String,
    /// The journal's end when the proof was made.
    pub head: Head,
    /// The public key of who signed the head and the root.
    pub signer: String,
    /// The signature.
    pub signature: String,
}

impl Proof {
    /// What is wrong with the proof, in words; nothing where it holds.
    ///
    /// # Errors
    ///
    /// When it does not hold.
    pub fn check(&self) -> Result<(), String> {
        if !is_signed(&self.head, &self.root, &self.signer, &self.signature) {
            return Err("the signature is not that of the head, the root and the key".to_owned());
        }
        let root = unhex::<32>(&self.root).ok_or("the root is not a hash")?;
        let leaves = u64::try_from(self.head.seq).map_err(|_| "the head has no number")?;
        let index = u64::try_from(self.seq - 1).map_err(|_| "the entry has no number")?;
        let path = bytes(&self.path).ok_or("the path is not in hex")?;
        let path = InclusionProof::<Sha256>::try_from_bytes(path).map_err(|error| format!("the path: {error}"))?;
        let root = RootHash::<Sha256>::new(Output::<Sha256>::from(root), leaves);
        root.verify_inclusion(&self.hash.as_bytes().to_vec(), index, &path)
            .map_err(|error| format!("the entry is not part of that journal: {error}"))
    }

    /// Whether it is about `entry`.
    pub fn is_of(&self, entry: &Entry) -> bool {
        self.seq == entry.seq && self.hash == entry.hash
    }
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| text.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signing::Signer;

    fn proof(of: i64, all: i64) -> Proof {
        let folder = tempfile::tempdir().unwrap();
        let signer = Signer::open(&folder.path().join("key")).unwrap();
        let hashes: Vec<String> = (1..=all).map(|seq| blake3::hash(&seq.to_le_bytes()).to_hex().to_string()).collect();
        let mut tree = Tree::default();
        for hash in &hashes {
            tree.push(hash);
        }
        let head = Head { seq: all, hash: hashes[hashes.len() - 1].clone() };
        let signature = signer.sign(&head, &tree.root());
        Proof {
            seq: of,
            hash: hashes[usize::try_from(of).unwrap() - 1].clone(),
            path: tree.path(of).unwrap(),
            root: tree.root(),
            head,
            signer: signer.public(),
            signature,
        }
    }

    #[test]
    fn every_entry_can_be_proved() {
        for all in 1..=9 {
            for of in 1..=all {
                assert_eq!(proof(of, all).check(), Ok(()), "{of} of {all}");
            }
        }
    }

    #[test]
    fn a_proof_of_something_else_fails() {
        let good = proof(3, 7);
        assert!(Proof { seq: 4, ..good.clone() }.check().is_err());
        assert!(Proof { hash: "00".repeat(32), ..good.clone() }.check().is_err());
        assert!(Proof { root: "00".repeat(32), ..good.clone() }.check().is_err());
        assert!(Proof { path: String::new(), ..good.clone() }.check().is_err());
        assert!(Proof { path: "zz".to_owned(), ..good }.check().is_err());
    }
}
