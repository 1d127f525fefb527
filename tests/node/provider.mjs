// A real OpenID provider for one machine: signs JWT access tokens (RS256) for two people.
// usage: node provider.mjs PORT; prints one line when it listens.
import { generateKeyPairSync } from "node:crypto";
import Provider from "oidc-provider";

const port = Number(process.argv[2]);
const issuer = `http://127.0.0.1:${port}`;
const people = {
  alice: { name: "Alice Adams", email: "alice@acme.example", tenant: "acme", groups: ["support", "clinicians"] },
  bob: { name: "Bob Brown", email: "bob@globex.example", tenant: "globex", groups: ["developers"] },
};

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const key = { ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256", kid: "demo-rs256" };

const provider = new Provider(issuer, {
  jwks: { keys: [key] },
  cookies: { keys: ["only for one machine"] },
  clients: [
    {
      client_id: "app",
      token_endpoint_auth_method: "none",
      application_type: "native",
      redirect_uris: ["http://127.0.0.1/callback"],
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  findAccount: (_ctx, id) => (people[id] ? { accountId: id, claims: () => ({ sub: id }) } : undefined),
  extraTokenClaims: (_ctx, token) => people[token.accountId],
  features: {
    devInteractions: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => "https://gateway.example",
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: "",
        audience: "countersign",
        accessTokenFormat: "jwt",
        accessTokenTTL: 8 * 3600,
        jwt: { sign: { alg: "RS256" } },
      }),
    },
  },
});

provider.listen(port, "127.0.0.1", () => console.log(`provider listening on ${issuer}`));
