//! Certificates: two files in PEM, or one that is made at the start and, with a folder for state, kept there.

use super::{Failure, Tls};
use crate::report::escape::visible;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Names that a certificate of our own is for.
const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// What takes encrypted connections; `None` when they are not encrypted.
pub(super) fn acceptor(tls: &Tls, folder: Option<&Path>) -> Result<Option<TlsAcceptor>, Failure> {
    let (certificates, key) = match tls {
        Tls::Off => return Ok(None),
        Tls::Files(certificate, key) => read(certificate, key)?,
        Tls::SelfSigned => own(folder)?,
    };
    let failed = |error: tokio_rustls::rustls::Error| format!("cannot use the certificate: {error}");
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(failed)?
        .with_no_client_auth()
        .with_single_cert(certificates, key)
        .map_err(failed)?;
    Ok(Some(TlsAcceptor::from(Arc::new(config))))
}

type Pair = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

fn read(certificate: &Path, key: &Path) -> Result<Pair, Failure> {
    let failed = |path: &Path, error: &dyn std::fmt::Display| {
        format!("cannot read {}: {}", visible(&path.to_string_lossy()), visible(&error.to_string()))
    };
    let certificates = CertificateDer::pem_file_iter(certificate).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let certificates = certificates.map_err(|error| failed(certificate, &error))?;
    let key = PrivateKeyDer::from_pem_file(key).map_err(|error| failed(key, &error))?;
    Ok((certificates, key))
}

/// A certificate of our own.
fn own(folder: Option<&Path>) -> Result<Pair, Failure> {
    let kept = folder.map(|folder| (folder.join("certificate.pem"), folder.join("key.pem")));
    if let Some((certificate, key)) = kept.as_ref().filter(|(certificate, key)| certificate.exists() && key.exists()) {
        return read(certificate, key);
    }
    let names: Vec<String> = NAMES.iter().map(|name| (*name).to_owned()).collect();
    let made = rcgen::generate_simple_self_signed(names).map_err(|error| format!("cannot make a key: {error}"))?;
    if let Some((certificate, key)) = kept {
        write(&key, &made.signing_key.serialize_pem(), 0o600)?;
        write(&certificate, &made.cert.pem(), 0o644)?;
    }
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der());
    Ok((vec![made.cert.der().clone()], key.map_err(|error| format!("cannot use the key: {error}"))?))
}

/// Writes a file whole or not at all; nobody else ever reads a key.
fn write(path: &Path, text: &str, mode: u32) -> Result<(), Failure> {
    let mut file = tempfile::Builder::new();
    #[cfg(unix)]
    file.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
    #[cfg(not(unix))]
    let _ = mode;
    let written = file.tempfile_in(path.parent().unwrap_or(path)).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.persist(path).map_err(|error| error.error)
    });
    let failed = |error: io::Error| {
        format!("cannot write {}: {}", visible(&path.to_string_lossy()), visible(&error.to_string()))
    };
    written.map(drop).map_err(failed)
}
