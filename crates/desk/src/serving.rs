//! Opening the desk.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::runtime::Builder;
use truceline_ledger::{Original, Signer};
use truceline_record::Reading;

use crate::app::{App, Inner};
use crate::{DeskError, api};

/// A desk to open.
pub struct Desk {
    /// The ledger: a file, or a `postgres://` address.
    pub ledger: String,
    /// Where to listen; port 0 takes one that is free.
    pub address: SocketAddr,
    /// Whether who comes must log in, even from this machine: a desk behind a proxy. At an address that others reach, they must in any case.
    pub login: bool,
    /// What whoever sits at it is called in the journal, where nobody logs in.
    pub who: String,
    /// Signs the journal's end after what was decided or added; without it, the end stays unsigned.
    pub signer: Option<Signer>,
    /// Reads what is added.
    pub reader: Arc<dyn Read>,
    /// Fetches what stands at an address that an analyst names; without it, the desk asks the network for nothing.
    pub fetcher: Option<Arc<dyn Fetch>>,
    /// Is told what goes wrong and concerns nobody at the desk, a line at a time.
    pub told: Box<dyn Fn(&str) + Send + Sync>,
}

/// A desk that is open.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Where.
    pub address: SocketAddr,
    /// Where people log in and nobody can yet: what stands behind `/join#` in the address at which the first administrator comes in. It holds once, for a day.
    pub first: Option<String>,
}

/// Reads reports.
pub trait Read: Send + Sync {
    /// The reports that `bytes`, called `name`, hold, read.
    fn read(&self, name: &str, bytes: &[u8], about: &About) -> Vec<Taken>;

    /// A first mapping, as text, for the log in `bytes`, which `source` keeps; or in words why there can be none.
    ///
    /// # Errors
    ///
    /// When it is no log.
    fn propose(&self, name: &str, bytes: &[u8], source: Option<&str>) -> Result<String, String>;

    /// The rows of the log in `bytes`, at most `most`, read by a mapping, which is a text; or in words why none of them can be.
    ///
    /// # Errors
    ///
    /// When the mapping is none, or not one of this log, or there are more rows.
    fn rows(&self, name: &str, bytes: &[u8], mapping: &str, about: &About, most: usize) -> Result<Rows, String>;
}

/// Fetches what stands at an address.
pub trait Fetch: Send + Sync {
    /// At most `most` bytes of what stands at `address`, and where it stood; or in words why it cannot be had.
    ///
    /// # Errors
    ///
    /// When it cannot be had, or is nothing that may be asked for on behalf of others.
    fn fetch(&self, address: &str, most: u64) -> Result<Fetched, String>;
}

/// What stood at an address.
#[derive(Clone, Debug, Default)]
pub struct Fetched {
    /// Where it stood: the address that was asked, or another that the answer led on to.
    pub at: String,
    /// It.
    pub bytes: Vec<u8>,
}

/// What is known of reports that are added.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// Where they were fetched from.
    pub address: Option<String>,
    /// Who published them.
    pub source: Option<String>,
    /// When: an ISO 8601 date, or date and time.
    pub published: Option<String>,
}

/// The rows of a log that were read.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// Each row, as a report.
    pub taken: Vec<Taken>,
    /// What could not be read of the log as a whole, in words.
    pub problems: Vec<String>,
}

/// A report that was read.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Its reading.
    pub reading: Reading,
    /// The bytes that it came in, where they are its own.
    pub original: Option<Original>,
}

/// Open the desk and keep it open until the process is asked to end. `opened` is told where it is.
///
/// # Errors
///
/// When the ledger or the address cannot be had.
pub fn serve(desk: Desk, opened: impl FnOnce(Opened)) -> Result<(), DeskError> {
    let address = desk.address;
    let fail = |error| DeskError::Listen { address, error };
    let listener = std::net::TcpListener::bind(address).map_err(fail)?;
    listener.set_nonblocking(true).map_err(fail)?;
    let here = listener.local_addr().map_err(fail)?;
    let app: App = Arc::new(Inner::open(desk, here.port())?);
    let first = app.first().map_err(|_| DeskError::First)?;
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::from_std(listener).map_err(fail)?;
        opened(Opened { address: here, first });
        let keeping = tokio::spawn(crate::kept::keep(Arc::clone(&app)));
        let router = api::desk(Arc::clone(&app));
        let closing = Arc::clone(&app);
        let ended = axum::serve(listener, router).with_graceful_shutdown(async move {
            asked_to_end().await;
            closing.close();
        });
        let ended = ended.await;
        keeping.abort();
        ended.map_err(DeskError::Run)
    })?;
    // what was decided last is signed too
    app.sign();
    Ok(())
}

/// Wait until somebody asks the process to end.
async fn asked_to_end() {
    let interrupted = async {
        // where signals cannot be had, the desk stays open until it is killed
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminated) = signal(SignalKind::terminate()) else { return interrupted.await };
        tokio::select! { () = interrupted => {}, _ = terminated.recv() => {} }
    }
    #[cfg(not(unix))]
    interrupted.await;
}
