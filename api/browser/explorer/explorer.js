// Shows GraphiQL, signed in by the session, with a panel of ready documents. Source: docs/decisions/044-browser.md.
"use strict";

const place = document.getElementById("explorer");
const told = place.dataset;
const { createElement: make, useEffect, useMemo, useState } = React;

// What GraphiQL's dialogs write into the page as a style must carry the nonce of the page's policy.
window.__webpack_nonce__ = told.nonce;

// Whatever one account wrote or read stays with that account: the next one on this machine finds nothing of it.
const storage = {
  getItem: (name) => sessionStorage.getItem(`${told.membership} ${name}`),
  setItem: (name, value) => sessionStorage.setItem(`${told.membership} ${name}`, value),
  removeItem: (name) => sessionStorage.removeItem(`${told.membership} ${name}`),
  clear: () => sessionStorage.clear(),
  get length() { return sessionStorage.length; },
};

async function ask(parameters) {
  const answer = await fetch("/graphql", {
    method: "POST",
    credentials: "same-origin",
    headers: {
      "Accept": "application/graphql-response+json",
      "Accept-Language": document.documentElement.lang,
      "Content-Type": "application/json",
      "Lianbang-Session": told.membership,
    },
    body: JSON.stringify(parameters),
  });
  if (answer.status === 401) {
    document.getElementById("ended").hidden = false;
  }
  return answer.json();
}

function Documents({ onChoose }) {
  const [groups, setGroups] = useState([]);
  useEffect(() => { fetch("/explorer/documents").then((answer) => answer.json()).then(setGroups); }, []);
  return make("div", { className: "documents" },
    make("div", { className: "graphiql-doc-explorer-title" }, told.documents),
    groups.map((group) => make("details", { key: group.name, open: groups.length < 3 },
      make("summary", null, group.name),
      make("ul", null, group.operations.map((each) => make("li", { key: each.name },
        make("button", { type: "button", className: "graphiql-un-styled", onClick: () => onChoose({ query: group.text, operationName: each.name, variables: each.variables }) }, each.name)))))));
}

function Icon() {
  return make("svg", { viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", strokeWidth: 1.5, "aria-hidden": true },
    make("path", { d: "M4 6h16M4 12h16M4 18h10" }));
}

function Explorer() {
  const [shown, show] = useState({ query: told.query, variables: "" });
  const plugins = useMemo(() => [{
    title: told.documents,
    icon: Icon,
    content: () => make(Documents, { onChoose: show }),
  }], []);
  useEffect(() => {
    const watch = new MutationObserver(() => {
      const button = place.querySelector(`[aria-label="Show ${told.documents}"]`);
      if (button) {
        watch.disconnect();
        button.click();
      }
    });
    watch.observe(place, { childList: true, subtree: true });
    return () => watch.disconnect();
  }, []);
  return make(GraphiQL, {
    fetcher: ask,
    storage,
    query: shown.query,
    variables: shown.variables,
    operationName: shown.operationName,
    defaultEditorToolsVisibility: true,
    isHeadersEditorEnabled: false,
    showPersistHeadersSettings: false,
    plugins,
    schemaDescription: true,
  });
}

ReactDOM.createRoot(place).render(make(Explorer));
