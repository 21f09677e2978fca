//! A function over any request, without the bound that makes it one.

pub async fn sent<R>(request: R) {
    let _ = request.await;
}

fn main() {}
