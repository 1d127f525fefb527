//! Application → Envoy with the filter → real LiteLLM → recording provider.

use countersign_tests::routers::BehindLiteLlm;

mod apis;
mod keys;
mod refused;
mod routing;
mod sdk;
mod support;
mod tools;

/// One test: starting LiteLLM takes longer than everything that is asked of it.
#[test]
fn the_whole_path_through_litellm() {
    let behind = BehindLiteLlm::start("litellm");
    sdk::official(&behind);
    apis::every_one(&behind);
    routing::fallback(&behind);
    tools::calls(&behind);
    keys::of_tenants(&behind);
    refused::here(&behind);
    let (valid, text) = behind.stack.control_plane.verify();
    assert!(valid, "{text}");
    assert_eq!(behind.provider.framing_errors(), <[String; 0]>::default());
}
