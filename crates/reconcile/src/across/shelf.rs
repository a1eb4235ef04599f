//! Keys that begin with a day, so that what is filed in one week lies together in a store, however many years it holds: a page that was just written is
//! written again, where keys without an order would touch a page each.

/// Bits of a key that tell apart what lies on one day. Two things that share them meet for nothing, which costs a look and changes no answer.
const APART: u32 = 43;
/// Bits of a key that tell the day.
const DAYS: u32 = 19;
/// The day of what has none: after all others.
const NEVER: u64 = (1 << DAYS) - 1;
/// What is added to a day, so that it is not negative: from the year 1252 to the year 2687 each day is its own.
const OFFSET: i32 = 1 << (DAYS - 1);

/// Keys of one kind, in the order of their days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shelf(u64);

impl Shelf {
    /// The first shelf.
    pub const FIRST: Self = Self(0);
    /// The shelf after it.
    pub const SECOND: Self = Self(1 << (DAYS + APART));

    /// The key of something with the hash `hash` on a day.
    pub fn key(self, day: i32, hash: u64) -> u64 {
        let day = u64::from(day.saturating_add(OFFSET).max(0).cast_unsigned()).min(NEVER - 1);
        self.0 | day << APART | part(hash)
    }

    /// The key of something that has no day.
    pub const fn undated(self, hash: u64) -> u64 {
        self.0 | NEVER << APART | part(hash)
    }

    /// The keys of things with these hashes on every day under which anything lies, where `least` gives the least key stored that is not less than the one given.
    ///
    /// # Errors
    ///
    /// Those of `least`.
    pub fn whenever<E>(
        self,
        hashes: &[u64],
        mut least: impl FnMut(u64) -> Result<Option<u64>, E>,
    ) -> Result<Vec<u64>, E> {
        let mut keys = Vec::new();
        if hashes.is_empty() {
            return Ok(keys);
        }
        let (mut from, end) = (self.0, self.0 | NEVER << APART);
        while let Some(key) = least(from)?.filter(|key| *key < end) {
            let day = key & !part(u64::MAX);
            keys.extend(hashes.iter().map(|hash| day | part(*hash)));
            from = day + (1 << APART);
        }
        Ok(keys)
    }
}

const fn part(hash: u64) -> u64 {
    hash & (u64::MAX >> (64 - APART))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::convert::Infallible;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn keys_are_in_the_order_of_their_days(a in -200_000..200_000, b in -200_000..200_000, x: u64, y: u64) {
            for shelf in [Shelf::FIRST, Shelf::SECOND] {
                let (one, other) = (shelf.key(a, x), shelf.key(b, y));
                if a != b {
                    prop_assert_eq!(one < other, a < b);
                }
                prop_assert!(one < shelf.undated(y));
                prop_assert!(shelf.undated(x).cast_signed() > 0);
            }
            prop_assert!(Shelf::FIRST.undated(x) < Shelf::SECOND.key(a, y));
        }

        #[test]
        fn what_has_a_day_is_found_whenever_it_was(
            stored in proptest::collection::btree_map(-50..50, any::<u64>(), 0..20), hashes in proptest::collection::vec(any::<u64>(), 1..4),
        ) {
            for shelf in [Shelf::FIRST, Shelf::SECOND] {
                let keys: BTreeSet<u64> = stored.iter().map(|(day, hash)| shelf.key(*day, *hash)).chain([shelf.undated(7)]).collect();
                let found = shelf.whenever::<Infallible>(&hashes, |from| Ok(keys.range(from..).next().copied())).unwrap();
                let expected: Vec<u64> = stored.keys().flat_map(|day| hashes.iter().map(|hash| shelf.key(*day, *hash))).collect();
                prop_assert_eq!(found, expected);
            }
        }
    }

    #[test]
    fn days_out_of_range_lie_at_the_ends() {
        assert_eq!(Shelf::FIRST.key(i32::MIN, 7), 7);
        assert!(Shelf::FIRST.key(i32::MAX, 7) < Shelf::FIRST.undated(0));
    }
}
