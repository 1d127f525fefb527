//! Every size that an outside party can choose, bounded in one place, each with its reason.

/// A bundle manifest envelope (DSSE JSON). A manifest lists at most [`BLOBS_MAX`] blobs of about 150 bytes each and a
/// few signatures; base64 adds a third. 64 KiB leaves a factor of four.
pub const MANIFEST_BYTES_MAX: usize = 64 * 1024;

/// Blobs in one bundle: one a kind today, a few more for dictionaries and tagger weights.
pub const BLOBS_MAX: usize = 32;

/// One blob. The largest is the detector artifact: 200 anchored automata of at most 256 KiB would be 50 MiB, far above
/// what a worker VM should hold; 8 MiB holds every pack we ship several times over.
pub const BLOB_BYTES_MAX: usize = 8 * 1024 * 1024;

/// All blobs of one bundle: what one worker VM may spend on policy while the old bundle is still active.
pub const BUNDLE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Signatures on one envelope. Thresholds above four people are not practised.
pub const SIGNATURES_MAX: usize = 8;

/// One record as leaf data: our own rule, well under the 65 535 bytes of a C2SP tlog-tiles entry.
pub const LEAF_BYTES_MAX: usize = 16 * 1024;

/// The erasable companion of one record: an opening, a few disclosures.
pub const SIDE_BYTES_MAX: usize = 16 * 1024;

/// Records in one commit call. 64 records of about 2 KiB keep one call near 128 KiB.
pub const BATCH_RECORDS_MAX: usize = 64;

/// One commit call: [`BATCH_RECORDS_MAX`] records with their companions at their own maxima would be 2 MiB; real ones
/// are a tenth of it.
pub const BATCH_BYTES_MAX: usize = 2 * 1024 * 1024;

/// Records that one VM holds unacknowledged before it refuses new requests. At 2 KiB each this is 8 MiB of linear
/// memory, which never shrinks.
pub const QUEUE_RECORDS_MAX: usize = 4096;

/// The same bound in bytes, for records that are larger than usual.
pub const QUEUE_BYTES_MAX: usize = 8 * 1024 * 1024;

/// A request body that is inspected. The default of the plugin configuration; linear memory never shrinks, so one large
/// body sets the high-water mark of its VM. Anthropic accepts 32 MiB, OpenAI chat bodies are far smaller.
pub const BODY_BYTES_DEFAULT: usize = 8 * 1024 * 1024;

/// Nesting of a JSON body. serde_json's own limit is 128; real requests stay below 20.
pub const JSON_DEPTH_MAX: usize = 100;

/// Strings, numbers and keys in one JSON body: a bound on bookkeeping, not on bytes.
pub const JSON_NODES_MAX: usize = 1_000_000;

/// An identity token (JWT). Tokens with many groups reach 8 KiB; HTTP header limits sit at 60 KiB in Envoy.
pub const TOKEN_BYTES_MAX: usize = 16 * 1024;

/// Verified tokens kept per VM: 1 024 active people per worker thread, about 1 KiB each.
pub const TOKEN_CACHE_ENTRIES_MAX: usize = 1024;

/// Roles or groups taken from one token; what is above is refused, since a cut list could change a decision.
pub const GROUPS_MAX: usize = 256;

/// One claim value that is carried into policy (subject, tenant, a group name).
pub const CLAIM_BYTES_MAX: usize = 256;

/// Issuers in a bundle and keys per issuer.
pub const ISSUERS_MAX: usize = 64;
/// Keys in one JWKS: providers publish two to ten.
pub const JWKS_KEYS_MAX: usize = 32;

/// Routes in a bundle.
pub const ROUTES_MAX: usize = 1024;

/// Distinct labels listed in one record; what is above is counted in `more`.
pub const RECORD_LABELS_MAX: usize = 64;

/// Policy ids listed in one record; what is above is counted in `more`.
pub const RECORD_POLICIES_MAX: usize = 64;

/// Model names that one request may reach (lists, fallbacks).
pub const MODELS_MAX: usize = 16;

/// A model name. The longest known are Bedrock ARNs of about 200 bytes.
pub const MODEL_BYTES_MAX: usize = 512;

/// Default of a route's `hold_bytes`: twice the longest secret that a detector of the starter set knows, an RSA key of 4096 bits.
pub const HOLD_BYTES_DEFAULT: u32 = 8 * 1024;

/// Largest `hold_bytes`.
pub const HOLD_BYTES_MAX: u32 = 64 * 1024;
