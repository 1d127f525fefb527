export interface View {
  /** Decision that is open beside the list. */
  id: string | null;
  verdict: string;
  route: string;
}

export function readView(path: string, search: string): View {
  const query = new URLSearchParams(search);
  const match = /^\/decisions\/([0-9a-f-]{36})$/.exec(path);
  return { id: match?.[1] ?? null, verdict: query.get("verdict") ?? "", route: query.get("route") ?? "" };
}

export function viewAddress(view: View): string {
  const query = new URLSearchParams();
  if (view.verdict) query.set("verdict", view.verdict);
  if (view.route) query.set("route", view.route);
  const search = query.size > 0 ? `?${query}` : "";
  return (view.id ? `/decisions/${view.id}` : "/decisions") + search;
}
