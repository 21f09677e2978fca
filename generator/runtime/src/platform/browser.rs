//! Time and random numbers from JavaScript, for the target `wasm32-unknown-unknown`, where the
//! standard library has none.

use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::{Date, Function, Promise, Reflect, Uint8Array, global};
use web_sys::wasm_bindgen::{JsCast, JsValue};

/// The time since the page or the worker started.
pub(crate) fn now() -> Duration {
    let now = || {
        let performance = property(&global(), "performance")?;
        function(&performance, "now")?.call0(&performance).ok()?.as_f64()
    };
    milliseconds(now().unwrap_or_else(Date::now))
}

/// The time since the start of 1970.
pub(crate) fn unix_time() -> Duration {
    milliseconds(Date::now())
}

fn milliseconds(milliseconds: f64) -> Duration {
    Duration::try_from_secs_f64(milliseconds / 1e3).unwrap_or_default()
}

/// 64 random bits.
pub(crate) fn random() -> Option<u64> {
    let crypto = property(&global(), "crypto")?;
    let mut random = [0; 8];
    let bytes = Uint8Array::new_with_length(8);
    function(&crypto, "getRandomValues")?.call1(&crypto, &bytes).ok()?;
    bytes.copy_to(&mut random);
    Some(u64::from_ne_bytes(random))
}

/// The longest time that `setTimeout` supports: it counts milliseconds in 32 bits.
const LONGEST: Duration = Duration::from_millis(i32::MAX as u64);

/// Waits. Dropping it removes the timer.
pub(crate) async fn sleep(mut duration: Duration) {
    while !duration.is_zero() {
        let step = duration.min(LONGEST);
        pin!(Timer::new(step)).await;
        duration -= step;
    }
}

struct Timer {
    elapsed: JsFuture,
    /// Resolves the promise that [`Timer::elapsed`] awaits. Otherwise, the memory of its waiter is
    /// never freed.
    settle: Option<Function>,
    id: JsValue,
}

impl Timer {
    fn new(duration: Duration) -> Self {
        let mut settle = None;
        let mut id = JsValue::UNDEFINED;
        let promise = Promise::new(&mut |resolve, _| {
            let milliseconds = duration.as_nanos().div_ceil(1_000_000) as f64;
            if let Some(set) = function(&global(), "setTimeout") {
                id = set
                    .call2(&JsValue::UNDEFINED, &resolve, &milliseconds.into())
                    .unwrap_or(JsValue::UNDEFINED);
            }
            settle = Some(resolve);
        });
        Self { elapsed: promise.into(), settle, id }
    }
}

impl Future for Timer {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.elapsed).poll(context).map(|_| ())
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(clear) = function(&global(), "clearTimeout") {
            let _ = clear.call1(&JsValue::UNDEFINED, &self.id);
        }
        if let Some(settle) = &self.settle {
            let _ = settle.call0(&JsValue::UNDEFINED);
        }
    }
}

fn property(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &name.into())
        .ok()
        .filter(|value| !value.is_null() && !value.is_undefined())
}

fn function(object: &JsValue, name: &str) -> Option<Function> {
    property(object, name)?.dyn_into().ok()
}
