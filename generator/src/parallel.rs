//! Work on several threads, with results in the order of the work: what comes out does not depend
//! on how many there are.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, Builder};

/// The stack of a thread, in bytes: that of a program's first, which tests of deep documents know.
const STACK: usize = 8 * 1024 * 1024;

/// `each` of every item, on as many threads as the machine has processors. Threads that cannot be
/// had are done without.
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

/// As [`map`], and each item is dropped with the work on it.
pub fn map_each<T: Send, R: Send>(items: Vec<T>, each: impl Fn(T) -> R + Sync) -> Vec<R> {
    let items: Vec<Mutex<Option<T>>> =
        items.into_iter().map(|item| Mutex::new(Some(item))).collect();
    // Each item is taken once, by the one thread that has its index.
    let taken =
        |item: &Mutex<Option<T>>| item.lock().unwrap_or_else(PoisonError::into_inner).take();
    map(&items, |item| taken(item).map(&each)).into_iter().flatten().collect()
}

/// Drops what is no longer needed, beside the work that goes on: what a large document says is
/// hundreds of thousands of values.
pub fn discard<T: Send + 'static>(value: T) {
    // A thread that cannot be had gives its work back, and that drops the value.
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
