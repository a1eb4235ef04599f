//! Work on a stream of items with several threads, results in the order of the items.
//!
//! Threads take items from the source one at a time, so the source can be lazy. A thread may run ahead of the item whose
//! result is awaited by a fixed number of items only: what is held in memory does not grow with the stream.

use std::any::Any;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// How many items each thread may run ahead, so that one slow item does not leave the other threads idle.
const AHEAD: usize = 16;

/// The work on an item panicked. That is a bug in the work, kept from stopping the other items.
#[derive(Debug)]
pub struct Panicked<T> {
    /// The item.
    pub item: T,
    /// What the panic said.
    pub message: String,
}

/// Give each of `items` to `work`, on `jobs` threads, and its result to `sink`, on this thread and in the order of the
/// items. When `sink` breaks, the rest of the items are left and its value is returned.
///
/// `items` is advanced by whichever thread is free, never by two at a time.
pub fn map_in_order<I, R, B>(
    items: I,
    jobs: NonZeroUsize,
    work: impl Fn(&I::Item) -> R + Sync,
    mut sink: impl FnMut(Result<R, Panicked<I::Item>>) -> ControlFlow<B>,
) -> ControlFlow<B>
where
    I: Iterator + Send,
    I::Item: Send,
    R: Send,
{
    let work = |item: I::Item| {
        // `work` holds nothing that it changes, so nothing can be left half changed.
        catch_unwind(AssertUnwindSafe(|| work(&item)))
            .map_err(|panic| Panicked { item, message: message_of(panic.as_ref()) })
    };
    if jobs.get() == 1 {
        for item in items {
            sink(work(item))?;
        }
        return ControlFlow::Continue(());
    }

    let line = Line::new(jobs.get());
    let source = Mutex::new(items);
    thread::scope(|scope| {
        // However this side ends, the threads that wait for it are let go.
        let _stop = Stop(&line);
        for _ in 0..jobs.get() {
            scope.spawn(|| {
                // However the thread ends, its end is counted, and after the last end nothing more is awaited.
                let _end = End(&line);
                loop {
                    let (place, item) = {
                        let mut source = lock(&source);
                        if !line.wait_for_room() {
                            return;
                        }
                        match source.next() {
                            Some(item) => (line.take_place(), item),
                            None => return,
                        }
                    };
                    line.put(place, work(item));
                }
            });
        }
        while let Some(result) = line.next() {
            sink(result)?;
        }
        ControlFlow::Continue(())
    })
}

/// Results waiting for those before them.
struct Line<R> {
    state: Mutex<State<R>>,
    changed: Condvar,
    threads: usize,
}

struct State<R> {
    taken: usize,
    given: usize,
    ready: BTreeMap<usize, R>,
    ended: usize,
    stopped: bool,
}

impl<R> Line<R> {
    fn new(threads: usize) -> Self {
        let state = State { taken: 0, given: 0, ready: BTreeMap::new(), ended: 0, stopped: false };
        Self { state: Mutex::new(state), changed: Condvar::new(), threads }
    }

    /// Whether there is, at last, room for one more item; false when the line was stopped.
    fn wait_for_room(&self) -> bool {
        let state = lock(&self.state);
        let state = self
            .changed
            .wait_while(state, |s| !s.stopped && s.taken - s.given >= self.threads * AHEAD)
            .unwrap_or_else(PoisonError::into_inner);
        !state.stopped
    }

    fn take_place(&self) -> usize {
        let mut state = lock(&self.state);
        state.taken += 1;
        state.taken - 1
    }

    fn put(&self, place: usize, result: R) {
        lock(&self.state).ready.insert(place, result);
        self.changed.notify_all();
    }

    /// The next result in order; nothing when every thread has ended and all was given.
    fn next(&self) -> Option<R> {
        let state = lock(&self.state);
        let mut state = self
            .changed
            .wait_while(state, |s| !s.ready.contains_key(&s.given) && s.ended < self.threads)
            .unwrap_or_else(PoisonError::into_inner);
        let place = state.given;
        let result = state.ready.remove(&place)?;
        state.given += 1;
        drop(state);
        self.changed.notify_all();
        Some(result)
    }
}

struct Stop<'l, R>(&'l Line<R>);

impl<R> Drop for Stop<'_, R> {
    fn drop(&mut self) {
        lock(&self.0.state).stopped = true;
        self.0.changed.notify_all();
    }
}

struct End<'l, R>(&'l Line<R>);

impl<R> Drop for End<'_, R> {
    fn drop(&mut self) {
        lock(&self.0.state).ended += 1;
        self.0.changed.notify_all();
    }
}

/// A lock that another thread's panic left is still good: every change under it is a single step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn message_of(panic: &(dyn Any + Send)) -> String {
    if let Some(text) = panic.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = panic.downcast_ref::<String>() {
        text.clone()
    } else {
        "no message".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    fn jobs(n: usize) -> NonZeroUsize {
        NonZeroUsize::new(n).unwrap()
    }

    fn collect(count: usize, threads: usize, work: impl Fn(&usize) -> usize + Sync) -> Vec<Result<usize, String>> {
        let mut out = Vec::new();
        let flow = map_in_order(0..count, jobs(threads), work, |r| {
            out.push(r.map_err(|p| format!("{}: {}", p.item, p.message)));
            ControlFlow::<Infallible>::Continue(())
        });
        assert!(flow.is_continue());
        out
    }

    #[test]
    fn results_come_in_the_order_of_the_items() {
        for threads in [1, 2, 7] {
            // Early items take longest, so that later ones are ready before them.
            let slow_first = |n: &usize| {
                thread::sleep(Duration::from_micros(if n.is_multiple_of(10) { 2000 } else { 10 }));
                n * n
            };
            let expected: Vec<_> = (0..200).map(|n| Ok(n * n)).collect();
            assert_eq!(collect(200, threads, slow_first), expected, "{threads} threads");
        }
    }

    #[test]
    fn no_items_give_no_results() {
        for threads in [1, 3] {
            assert!(collect(0, threads, |n| *n).is_empty());
        }
    }

    #[test]
    fn a_panic_costs_its_own_item_only() {
        for threads in [1, 3] {
            let out = collect(50, threads, |n| if n % 7 == 3 { panic!("item {n} is bad") } else { *n });
            for (n, result) in out.iter().enumerate() {
                let expected = if n % 7 == 3 { Err(format!("{n}: item {n} is bad")) } else { Ok(n) };
                assert_eq!(*result, expected);
            }
            assert_eq!(out.len(), 50);
        }
    }

    #[test]
    fn a_break_leaves_the_rest() {
        for threads in [1, 3] {
            let worked = AtomicUsize::new(0);
            let flow = map_in_order(
                0..,
                jobs(threads),
                |n: &usize| {
                    worked.fetch_add(1, Ordering::Relaxed);
                    *n
                },
                |r| if r.unwrap() == 5 { ControlFlow::Break("enough") } else { ControlFlow::Continue(()) },
            );
            assert_eq!(flow, ControlFlow::Break("enough"));
            assert!(worked.into_inner() <= 6 + threads * AHEAD);
        }
    }

    #[test]
    fn threads_do_not_run_far_ahead_of_a_slow_item() {
        let threads = 2;
        let finished = AtomicUsize::new(0);
        let most_ahead = AtomicUsize::new(0);
        let mut given = 0;
        let flow = map_in_order(
            0..500,
            jobs(threads),
            |_: &usize| finished.fetch_add(1, Ordering::SeqCst),
            |_| {
                thread::sleep(Duration::from_micros(200));
                most_ahead.fetch_max(finished.load(Ordering::SeqCst) - given, Ordering::SeqCst);
                given += 1;
                ControlFlow::<Infallible>::Continue(())
            },
        );
        assert!(flow.is_continue());
        // One more than the room: the result that the sink holds has left the line.
        assert!(most_ahead.into_inner() <= threads * AHEAD + 1);
    }

    #[test]
    fn a_panic_of_the_sink_does_not_hang() {
        let result =
            catch_unwind(|| map_in_order(0.., jobs(2), |n: &usize| *n, |_| -> ControlFlow<()> { panic!("no more") }));
        assert_eq!(message_of(result.unwrap_err().as_ref()), "no more");
    }
}
