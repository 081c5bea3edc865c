// A real provider to sign in at, told by the environment what it is: `make providers`. Source: docs/decisions/044-browser.md.
import { Provider } from "oidc-provider";

const { issuer, ours, keys } = JSON.parse(process.env.PROVIDER);
const client = (client_id) => ({
  client_id,
  token_endpoint_auth_method: "private_key_jwt",
  token_endpoint_auth_signing_alg: "ES256",
  jwks_uri: `${ours}/.well-known/jwks.json`,
  redirect_uris: [`${ours}/signin/back`],
  post_logout_redirect_uris: [`${ours}/signin`],
  backchannel_logout_uri: `${ours}/signin/logout`,
  backchannel_logout_session_required: true,
});

const provider = new Provider(issuer, {
  clients: [client("lianbang-browser"), client("oa")],
  jwks: { keys },
  clientAuthMethods: ["none", "private_key_jwt"],
  cookies: { keys: ["of this test alone"] },
  features: {
    backchannelLogout: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_, resource) => ({ scope: "", audience: resource.split(":").pop(), accessTokenFormat: "jwt" }),
    },
  },
  fetch: (address, { dispatcher: _, ...options }) => fetch(address, options), // it reaches no address of this machine by its own
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
});
provider.listen(new URL(issuer).port, "127.0.0.1");
