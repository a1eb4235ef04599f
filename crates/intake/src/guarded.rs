//! Libraries that may panic over damaged input: what they cannot read becomes a problem of its report, and nothing else stops.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is within such a library. Its panic becomes a problem of the report; a panic hook has nothing to tell of it.
pub fn is_guarded() -> bool {
    GUARDED.get()
}

/// What `work` gives; none where it panics. What it leaves half done must not be looked at again.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    let before = GUARDED.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work)).ok();
    GUARDED.set(before);
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_gives_nothing_and_the_thread_is_as_it_was() {
        assert_eq!(guarded(|| (is_guarded(), 1)), Some((true, 1)));
        assert!(!is_guarded());
        assert_eq!(guarded(|| guarded(|| ()).map(|()| is_guarded())), Some(Some(true)));
        assert_eq!(guarded(|| -> u8 { panic!("a damaged document") }), None);
        assert!(!is_guarded());
    }
}
