"""Calls the gateway with an official SDK and prints what the SDK shows, as JSON.

usage: sdk.py openai|anthropic BASE_URL API_KEY CONTENT [stream]
"""

import json
import sys

kind, base_url, api_key, content = sys.argv[1:5]
stream = "stream" in sys.argv[5:]
messages = [{"role": "user", "content": content}]


def error(e):
    shown = {"class": type(e).__name__, "text": str(e)}
    for name in ("status_code", "code", "type", "param", "request_id"):
        shown[name] = getattr(e, name, None)
    print(json.dumps(shown, default=str))


def ask_openai():
    import openai

    client = openai.OpenAI(base_url=base_url, api_key=api_key)
    try:
        answer = client.chat.completions.create(model="gpt-5-mini", messages=messages, stream=stream)
        if stream:
            text = "".join(c.choices[0].delta.content or "" for c in answer if c.choices)
        else:
            text = answer.choices[0].message.content
        print(json.dumps({"content": text}))
    except openai.APIError as e:
        error(e)


def ask_anthropic():
    import anthropic

    client = anthropic.Anthropic(base_url=base_url, auth_token=api_key)
    try:
        client.messages.create(model="claude-sonnet", max_tokens=10, messages=messages)
        print(json.dumps({"content": "no error"}))
    except anthropic.APIError as e:
        error(e)


ask_openai() if kind == "openai" else ask_anthropic()
