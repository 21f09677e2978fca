//! File uploads and downloads.
//!
//! Tokio reads and writes the files. It panics outside its runtime, so this is checked first and
//! returned as an error.

use std::future::poll_fn;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use tokio::fs;
use tokio::io::{AsyncRead, AsyncWriteExt, ReadBuf};
use tokio::runtime::Handle;

use super::byte_stream::{ByteStream, SaveError};
use super::http::body::Body;
use super::http::file::File;
use super::platform::future::BoxFuture;
use super::platform::random;

/// Runs file operations. Returns an error outside a Tokio runtime.
async fn inside<T>(work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    let mut work = pin!(work);
    poll_fn(|context| {
        check_runtime()?;
        work.as_mut().poll(context)
    })
    .await
}

fn check_runtime() -> io::Result<()> {
    Handle::try_current()
        .map(drop)
        .map_err(|_| io::Error::other("file operations need a Tokio runtime"))
}

impl Body {
    /// The contents of a file. It is opened anew with each attempt, so the request can be repeated;
    /// a file whose size changes meanwhile is an error. So is what is no regular file. Needs the
    /// feature `fs`.
    pub async fn from_path(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path: Arc<Path> = path.into().into();
        let metadata = inside(async { fs::File::open(&path).await?.metadata().await }).await?;
        if !metadata.is_file() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "the path does not lead to a regular file",
            ));
        }
        let open = move || Chunks {
            state: FileState::Opening(Box::pin(fs::File::open(path.clone()))),
            space: Vec::new(),
        };
        Ok(Self::repeatable(Some(metadata.len()), open))
    }
}

impl File {
    /// A file of the disk, under its name there. It is opened anew with each attempt, as
    /// [`Body::from_path`] says. A name that is not UTF-8 is an error: send such a file by
    /// [`File::stream`] and [`Body::from_path`], under another name. Needs the feature `fs`.
    pub async fn from_path(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let is_unnamed =
            || io::Error::new(io::ErrorKind::InvalidInput, "the file name is not UTF-8");
        let name = path
            .file_name()
            .map(|name| name.to_str().map(str::to_owned).ok_or_else(is_unnamed))
            .transpose()?;
        let file = Self::stream(Body::from_path(path).await?);
        Ok(match name {
            Some(name) => file.file_name(name),
            None => file,
        })
    }
}

/// The number of bytes to read at a time.
const CHUNK: usize = 64 * 1024;

/// What is in a file.
struct Chunks {
    state: FileState,
    space: Vec<u8>,
}

enum FileState {
    Opening(BoxFuture<'static, io::Result<fs::File>>),
    Open(fs::File),
}

impl Stream for Chunks {
    type Item = io::Result<Vec<u8>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        check_runtime()?;
        loop {
            match &mut this.state {
                FileState::Opening(opening) => {
                    this.state = FileState::Open(ready!(opening.as_mut().poll(context))?)
                }
                FileState::Open(file) => {
                    this.space.resize(CHUNK, 0);
                    let mut space = ReadBuf::new(&mut this.space);
                    ready!(Pin::new(file).poll_read(context, &mut space))?;
                    let read = space.filled().len();
                    this.space.truncate(read);
                    return Poll::Ready((read > 0).then(|| Ok(std::mem::take(&mut this.space))));
                }
            }
        }
    }
}

impl<E> ByteStream<E> {
    /// Writes what is yet to come to a file, and says how many bytes the download had in all. A
    /// file that is there already is replaced, but not before all has come: until then it is
    /// written beside it, under another name. After an error, or when this is dropped, nothing of
    /// it is left. Needs the feature `fs`.
    pub async fn save(&mut self, path: impl AsRef<Path>) -> Result<u64, SaveError<E>> {
        let path = path.as_ref();
        let (mut file, part) = inside(PartialFile::beside(path)).await.map_err(SaveError::File)?;
        while let Some(chunk) = self.chunk().await {
            let chunk = chunk.map_err(SaveError::Download)?;
            inside(file.write_all(&chunk)).await.map_err(SaveError::File)?;
        }
        inside(part.finish(file, path)).await.map_err(SaveError::File)?;
        Ok(self.received())
    }
}

/// A file that is removed unless it is completed.
struct PartialFile(Option<PathBuf>);

impl PartialFile {
    /// Creates a temporary file in the folder of another one.
    async fn beside(path: &Path) -> io::Result<(fs::File, Self)> {
        let name = path.file_name().ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidInput, "the path has no file name")
        })?;
        let mut part = std::ffi::OsString::from(".");
        part.push(name);
        part.push(format!(".{}.part", random::uuid().unwrap_or_default()));
        let part = path.with_file_name(part);
        // Made in one step with its guard, which is dropped even if nobody waits for it any more.
        let made = tokio::task::spawn_blocking(move || -> io::Result<_> {
            let file = std::fs::File::create_new(&part)?;
            Ok((file, Self(Some(part))))
        });
        let (file, part) = made.await.map_err(io::Error::other)??;
        Ok((fs::File::from_std(file), part))
    }

    async fn finish(mut self, mut file: fs::File, path: &Path) -> io::Result<()> {
        file.flush().await?;
        file.sync_all().await?;
        drop(file.into_std().await);
        if let Some(part) = &self.0 {
            fs::rename(part, path).await?;
        }
        self.0 = None;
        Ok(())
    }
}

impl Drop for PartialFile {
    fn drop(&mut self) {
        if let Some(part) = &self.0 {
            // There is nobody to tell when it fails.
            let _ = std::fs::remove_file(part);
        }
    }
}
