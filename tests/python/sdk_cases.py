"""Calls the gateway with one official SDK, call after call, and prints what an application sees of each, as JSON.

usage: sdk_cases.py < {"api": "openai.chat", "root": URL, "cases": [{"route", "token", "content", "stream"}]}

Each SDK is set up as its own documentation says; nothing here knows the gateway, except where the caller's token goes when the SDK's
own place for a key is not `Authorization: Bearer`.
"""

import json
import sys
from contextlib import suppress

IDENTITY = "x-countersign-identity"


def openai_client(case):
    import openai

    return openai.OpenAI(base_url=case["url"] + "/v1", api_key=case["token"])


def openai_chat(case):
    messages = [{"role": "user", "content": case["content"]}]
    create = openai_client(case).chat.completions.create
    answer = create(model="gpt-5-mini", messages=messages, stream=case["stream"])
    if case["stream"]:
        yield from (chunk.choices[0].delta.content for chunk in answer if chunk.choices)
    else:
        yield answer.choices[0].message.content


def openai_responses(case):
    create = openai_client(case).responses.create
    answer = create(model="gpt-5-mini", input=case["content"], stream=case["stream"])
    if case["stream"]:
        yield from (event.delta for event in answer if event.type == "response.output_text.delta")
    else:
        yield answer.output_text


def openai_completions(case):
    create = openai_client(case).completions.create
    answer = create(model="gpt-5-mini", prompt=case["content"], stream=case["stream"])
    chunks = answer if case["stream"] else [answer]
    yield from (chunk.choices[0].text for chunk in chunks)


def anthropic_messages(case):
    import anthropic

    client = anthropic.Anthropic(base_url=case["url"], auth_token=case["token"])
    asked = {
        "model": "claude-sonnet",
        "max_tokens": 100,
        "messages": [{"role": "user", "content": case["content"]}],
    }
    if case["stream"]:
        with client.messages.stream(**asked) as stream:
            yield from stream.text_stream
    else:
        yield client.messages.create(**asked).content[0].text


def google_generate(case):
    from google import genai

    # The SDK's own place for a key is `x-goog-api-key`.
    options = {"base_url": case["url"], "api_version": "v1beta", "headers": {IDENTITY: case["token"]}}
    client = genai.Client(api_key="not-used", http_options=options)
    asked = {"model": "gemini-flash", "contents": case["content"]}
    if case["stream"]:
        yield from (chunk.text for chunk in client.models.generate_content_stream(**asked))
    else:
        yield client.models.generate_content(**asked).text


def bedrock_client(case, **settings):
    import boto3
    from botocore.config import Config

    client = boto3.client(
        "bedrock-runtime", region_name="us-east-1", endpoint_url=case["url"], config=Config(**settings)
    )

    def identify(request, **_):
        request.headers[IDENTITY] = case["token"]

    client.meta.events.register("before-send.bedrock-runtime.*", identify)
    return client


def unsigned(case):
    from botocore import UNSIGNED

    # A signature would take `Authorization`, which is the gateway's first place for a token, and would not fit a masked body.
    return bedrock_client(case, signature_version=UNSIGNED)


def bedrock_converse(case, client=unsigned):
    asked = {
        "modelId": "anthropic.claude-sonnet-v1:0",
        "messages": [{"role": "user", "content": [{"text": case["content"]}]}],
    }
    if case["stream"]:
        stream = client(case).converse_stream(**asked)["stream"]
        deltas = (event["contentBlockDelta"]["delta"] for event in stream if "contentBlockDelta" in event)
        yield from (delta["text"] for delta in deltas)
    else:
        yield client(case).converse(**asked)["output"]["message"]["content"][0]["text"]


def bedrock_invoke(case):
    body = {
        "anthropic_version": "bedrock-2023-05-31",
        "max_tokens": 100,
        "messages": [{"role": "user", "content": case["content"]}],
    }
    asked = {"modelId": "anthropic.claude-sonnet-v1:0", "body": json.dumps(body)}
    if case["stream"]:
        stream = unsigned(case).invoke_model_with_response_stream(**asked)["body"]
        events = (json.loads(event["chunk"]["bytes"]) for event in stream)
        yield from (event["delta"]["text"] for event in events if event["type"] == "content_block_delta")
    else:
        answer = json.loads(unsigned(case).invoke_model(**asked)["body"].read())
        yield answer["content"][0]["text"]


def bedrock_signed(case):
    import os

    os.environ.update(AWS_ACCESS_KEY_ID="not-used", AWS_SECRET_ACCESS_KEY="not-used")
    yield from bedrock_converse(case, bedrock_client)


def cohere_chat(case):
    import cohere

    client = cohere.ClientV2(api_key=case["token"], base_url=case["url"])
    asked = {"model": "command-a", "messages": [{"role": "user", "content": case["content"]}]}
    if not case["stream"]:
        yield client.chat(**asked).message.content[0].text
        return
    for event in client.chat_stream(**asked):
        if event.type == "content-delta":
            yield event.delta.message.content.text
        elif event.type == "message-end" and event.delta.finish_reason == "ERROR":
            # The SDK never raises inside of a stream: this is how the API tells of an error, and where applications look.
            raise FinishReasonError(event.delta.error)


class FinishReasonError(Exception):
    """What an application makes of an answer that ended with `finish_reason: ERROR`."""


def mistral_chat(case):
    from mistralai.client import Mistral

    client = Mistral(api_key=case["token"], server_url=case["url"])
    asked = {"model": "mistral-small", "messages": [{"role": "user", "content": case["content"]}]}
    if case["stream"]:
        yield from (event.data.choices[0].delta.content for event in client.chat.stream(**asked) if event.data.choices)
    else:
        yield client.chat.complete(**asked).choices[0].message.content


CALLS = {
    "openai.chat": openai_chat,
    "openai.responses": openai_responses,
    "openai.completions": openai_completions,
    "anthropic.messages": anthropic_messages,
    "google.generate_content": google_generate,
    "bedrock.converse": bedrock_converse,
    "bedrock.invoke": bedrock_invoke,
    "bedrock.signed": bedrock_signed,
    "cohere.chat": cohere_chat,
    "mistral.chat": mistral_chat,
}
# What SDKs keep of an error besides its text.
ATTRIBUTES = ("status_code", "code", "type", "status", "message", "body", "details", "response")


def describe(error):
    shown = {"class": f"{type(error).__module__.split('.')[0]}.{type(error).__name__}", "text": str(error)}
    for name in ATTRIBUTES:
        with suppress(Exception):
            shown[name] = getattr(error, name)
    # boto3 keeps the code of an error here.
    if isinstance(shown.get("response"), dict):
        shown["code"] = shown["response"]["Error"]["Code"]
    return shown


def run(call, case):
    pieces, shown = [], {}
    try:
        pieces.extend(piece for piece in call(case) if piece)
    except Exception as error:
        shown = describe(error)
    return {"pieces": pieces, **shown}


def main():
    asked = json.load(sys.stdin)
    call = CALLS[asked["api"]]
    shown = [run(call, {**case, "url": asked["root"] + case["route"]}) for case in asked["cases"]]
    json.dump(shown, sys.stdout, default=repr)


main()
