// Signs a person in at the provider, as a browser would (authorization code with PKCE), and prints the access token.
// usage: node login.mjs ISSUER PERSON
import { createHash, randomBytes } from "node:crypto";

const [issuer, person] = process.argv.slice(2);
const redirect = "http://127.0.0.1/callback";
const verifier = randomBytes(32).toString("base64url");
const cookies = new Map();

async function go(url, form) {
  const response = await fetch(url, {
    method: form ? "POST" : "GET",
    body: form && new URLSearchParams(form),
    headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
    redirect: "manual",
  });
  for (const cookie of response.headers.getSetCookie()) {
    const [pair] = cookie.split(";");
    const at = pair.indexOf("=");
    cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }
  const location = response.headers.get("location");
  if (!location) throw new Error(`expected a redirect from ${new URL(url).pathname}, found status ${response.status}`);
  return new URL(location, url);
}

const start = new URL("/auth", issuer);
start.search = new URLSearchParams({
  client_id: "app",
  response_type: "code",
  redirect_uri: redirect,
  scope: "openid",
  resource: "https://gateway.example",
  code_challenge: createHash("sha256").update(verifier).digest("base64url"),
  code_challenge_method: "S256",
});

let at = await go(start);
const prompts = [{ prompt: "login", login: person, password: "any" }, { prompt: "consent" }];
for (let steps = 0; !at.href.startsWith(redirect); steps++) {
  if (steps > 8) throw new Error("expected the sign-in to end");
  at = at.pathname.startsWith("/interaction/") ? await go(at, prompts.shift()) : await go(at);
}

const response = await fetch(new URL("/token", issuer), {
  method: "POST",
  body: new URLSearchParams({
    grant_type: "authorization_code",
    client_id: "app",
    code: at.searchParams.get("code"),
    code_verifier: verifier,
    redirect_uri: redirect,
    resource: "https://gateway.example",
  }),
});
const { access_token: token, error } = await response.json();
if (!token) throw new Error(`expected an access token, found ${error}`);
console.log(token);
