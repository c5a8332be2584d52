//! A parallel map that keeps the order of its items and limits the number of results that wait to be consumed.

use std::collections::BTreeMap;
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, PoisonError};
use std::thread;

const WAITING_RESULTS_PER_THREAD: usize = 4;

/// Maps items with `map` on all processors and passes the results to `consume`, on this thread and in order.
///
/// Stops at the first error of `consume`.
pub fn parallel_map<T: Send, R: Send, E>(
    items: impl Iterator<Item = T> + Send,
    map: impl Fn(T) -> R + Sync,
    mut consume: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let items = Mutex::new(items.enumerate());
    let (items, map) = (&items, &map);
    let (sender, receiver) = sync_channel(threads * WAITING_RESULTS_PER_THREAD);
    thread::scope(|scope| {
        for _ in 0..threads {
            let sender = sender.clone();
            scope.spawn(move || {
                let next = || items.lock().unwrap_or_else(PoisonError::into_inner).next();
                // Sending fails once `consume` has returned an error.
                while let Some((index, item)) = next()
                    && sender.send((index, map(item))).is_ok()
                {}
            });
        }
        drop(sender);
        let (mut next, mut early) = (0, BTreeMap::new());
        for (index, result) in receiver {
            early.insert(index, result);
            while let Some(result) = early.remove(&next) {
                next += 1;
                consume(result)?;
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::parallel_map;

    #[test]
    fn results_are_consumed_in_the_order_of_the_items() {
        let mut results = Vec::new();
        let slow_when_even = |item: u64| {
            if item.is_multiple_of(2) {
                std::thread::yield_now();
            }
            item * 3
        };
        let consume = |result| {
            results.push(result);
            Ok::<(), ()>(())
        };
        parallel_map(0..1_000, slow_when_even, consume).unwrap();
        assert_eq!(results, (0..1_000).map(|item| item * 3).collect::<Vec<u64>>());
    }

    #[test]
    fn the_first_error_stops_the_map() {
        let consume = |result| if result == 10 { Err("ten") } else { Ok(()) };
        assert_eq!(parallel_map(0.., |item| item, consume).unwrap_err(), "ten");
    }
}
