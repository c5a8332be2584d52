//! Work on many items with every processor, its results taken in the order of the items.

use std::collections::BTreeMap;
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Results that may wait for each thread to be taken.
const WAITING: usize = 4;

/// Calls `work` with every item on as many threads as there are processors, and `take` on this thread with the results in
/// order. Each thread has a state of its own, which `begin` makes and which comes back when all is done.
///
/// Ends early when `take` fails, with its error.
pub fn in_order<T: Send, R: Send, S: Send, E>(
    items: impl Iterator<Item = T> + Send,
    begin: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, T) -> R + Sync,
    mut take: impl FnMut(R) -> Result<(), E>,
) -> Result<Vec<S>, E> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let items = Mutex::new(items.enumerate());
    let (sender, receiver) = sync_channel(threads * WAITING);
    thread::scope(|scope| {
        let worker = |sender: std::sync::mpsc::SyncSender<_>| {
            let mut state = begin();
            loop {
                let next = items.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some((number, item)) = next else { return state };
                // Nobody takes results any more once one of them was refused.
                if sender.send((number, work(&mut state, item))).is_err() {
                    return state;
                }
            }
        };
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                let sender = sender.clone();
                scope.spawn(move || worker(sender))
            })
            .collect();
        drop(sender);
        let (mut expected, mut early) = (0, BTreeMap::new());
        let mut outcome = Ok(());
        for (number, result) in receiver {
            early.insert(number, result);
            while let Some(result) = early.remove(&expected) {
                expected += 1;
                outcome = outcome.and_then(|()| take(result));
            }
            if outcome.is_err() {
                break;
            }
        }
        let states = workers.into_iter().map(|worker| match worker.join() {
            Ok(state) => state,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        let states = states.collect();
        outcome.map(|()| states)
    })
}

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let mut taken = Vec::new();
        let slow_when_even = |worked: &mut usize, item: u64| {
            *worked += 1;
            if item.is_multiple_of(2) {
                std::thread::yield_now();
            }
            item * 3
        };
        let states = in_order(
            0..1_000,
            || 0,
            slow_when_even,
            |result| {
                taken.push(result);
                Ok::<(), ()>(())
            },
        );
        assert_eq!(taken, (0..1_000).map(|item| item * 3).collect::<Vec<u64>>());
        assert_eq!(states.unwrap().into_iter().sum::<usize>(), 1_000);
    }

    #[test]
    fn the_first_refusal_ends_the_work() {
        let refuse = |result| if result == 10 { Err("ten") } else { Ok(()) };
        assert_eq!(in_order(0.., || (), |(), item| item, refuse).unwrap_err(), "ten");
    }
}
