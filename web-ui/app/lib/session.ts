const KEY = "countersign.token";

/** The token from `#token=…` (kept and removed from the address), or the one kept in this tab. */
export function openSession(location: Location, history: History, storage: Storage): string | null {
  const token = new URLSearchParams(location.hash.replace(/^#/, "")).get("token");
  if (token) {
    storage.setItem(KEY, token);
    history.replaceState(null, "", location.pathname + location.search);
  }
  return token ?? storage.getItem(KEY);
}

export function keepSession(storage: Storage, token: string): void {
  storage.setItem(KEY, token);
}

export function closeSession(storage: Storage): void {
  storage.removeItem(KEY);
}
