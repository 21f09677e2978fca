//! Work on several threads. Results are in the order of the work, so they do not depend on the
//! number of threads.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, Builder};

/// The stack size of a thread in bytes. It is that of the main thread, so that deep documents
/// behave the same on each.
const STACK: usize = 8 * 1024 * 1024;

/// Calls `each` on every item, with one thread for each processor. If threads cannot be spawned,
/// fewer do the work.
pub fn map<T: Sync, R: Send>(items: &[T], each: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let others =
        thread::available_parallelism().map_or(1, NonZero::get).min(items.len()).saturating_sub(1);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { return done };
            done.push((index, each(item)));
        }
    };
    let mut done = thread::scope(|scope| {
        let threads: Vec<_> = (0..others)
            .filter_map(|_| Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok())
            .collect();
        let mut done = work();
        for thread in threads {
            match thread.join() {
                Ok(others) => done.extend(others),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_unstable_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Like [`map`], but takes the items, so that each is dropped on the thread that used it.
pub fn map_each<T: Send, R: Send>(items: Vec<T>, each: impl Fn(T) -> R + Sync) -> Vec<R> {
    let items: Vec<Mutex<Option<T>>> =
        items.into_iter().map(|item| Mutex::new(Some(item))).collect();
    // Each item is taken once, by the thread that has its index.
    let taken =
        |item: &Mutex<Option<T>>| item.lock().unwrap_or_else(PoisonError::into_inner).take();
    map(&items, |item| taken(item).map(&each)).into_iter().flatten().collect()
}

/// Drops a value on another thread. A large document is hundreds of thousands of values.
pub fn discard<T: Send + 'static>(value: T) {
    // If no thread can be spawned, the closure is dropped here, and the value with it.
    _ = Builder::new().stack_size(STACK).spawn(move || drop(value));
}

#[cfg(test)]
mod tests {
    #[test]
    fn results_stand_in_the_order_of_the_work() {
        let items: Vec<usize> = (0..1000).collect();
        let doubled: Vec<usize> = items.iter().map(|item| item * 2).collect();
        assert_eq!(super::map(&items, |item| item * 2), doubled);
        let none: [usize; 0] = [];
        assert!(super::map(&none, |item| item * 2).is_empty());
        assert_eq!(super::map_each(items, |item| item * 2), doubled);
    }
}
