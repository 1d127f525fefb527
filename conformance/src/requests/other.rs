//! Requests of Cohere, Mistral and the routers' own endpoints.

use serde_json::{Value, json};

use super::{Request, requests};

pub(super) fn all(text: &str) -> Vec<Request> {
    let message = |message: Value| json!({"model": "gpt-5-mini", "messages": [message]});
    let arguments = json!({"note": text}).to_string();
    let cohere = vec![
        ("system", message(json!({"role": "system", "content": text}))),
        ("user", message(json!({"role": "user", "content": text}))),
        ("tool plan", message(json!({"role": "assistant", "tool_plan": text}))),
        (
            "tool arguments",
            message(
                json!({"role": "assistant", "tool_calls": [{"function": {"name": "f", "arguments": arguments}}]}),
            ),
        ),
        (
            "tool result",
            message(
                json!({"role": "tool", "content": [{"type": "document", "document": {"data": {"row": text}}}]}),
            ),
        ),
        (
            "documents",
            json!({"model": "gpt-5-mini", "messages": [], "documents": [text, {"data": {"x": text}}]}),
        ),
    ];
    let mut all = requests("cohere.chat", "/v2/chat", cohere);
    let rerank = vec![
        ("query", json!({"model": "gpt-5-mini", "query": text, "documents": ["x"]})),
        ("documents", json!({"model": "gpt-5-mini", "query": "x", "documents": [text]})),
    ];
    all.extend(requests("rerank", "/v1/rerank", rerank));
    let fim = vec![
        ("prompt", json!({"model": "gpt-5-mini", "prompt": text})),
        ("suffix", json!({"model": "gpt-5-mini", "prompt": "x", "suffix": text})),
    ];
    all.extend(requests("mistral.fim", "/v1/fim/completions", fim));
    let mistral = vec![
        (
            "document url",
            message(
                json!({"role": "user", "content": [{"type": "document_url", "document_url": "https://example.com/x"}, {"type": "text", "text": text}]}),
            ),
        ),
        (
            "arguments as an object",
            message(
                json!({"role": "assistant", "tool_calls": [{"function": {"name": "f", "arguments": {"note": text}}}]}),
            ),
        ),
    ];
    all.extend(requests("openai.chat (Mistral)", "/v1/chat/completions", mistral));
    let user = || vec![("user", message(json!({"role": "user", "content": text})))];
    all.extend(requests(
        "openai.chat (Azure)",
        "/openai/deployments/gpt-5-mini/chat/completions?api-version=2025-01-01",
        user(),
    ));
    all.extend(requests("openai.chat (LiteLLM engines)", "/engines/gpt-5-mini/chat/completions", user()));
    all.extend(requests("openai.chat (OpenRouter)", "/api/v1/chat/completions", user()));
    all.extend(requests("openai.chat (Helicone)", "/ai/chat/completions", user()));
    let anthropic =
        vec![("user", json!({"model": "claude-sonnet", "messages": [{"role": "user", "content": text}]}))];
    all.extend(requests("anthropic.messages (LiteLLM pass-through)", "/anthropic/v1/messages", anthropic));
    all
}
