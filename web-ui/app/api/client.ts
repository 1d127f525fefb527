import type { EntryWithOutcome, Page, Status } from "./types";

export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export class Client {
  constructor(private readonly token: string) {}

  status(signal: AbortSignal): Promise<Status> {
    return this.get("/v1/status", signal);
  }

  decisions(query: URLSearchParams, signal: AbortSignal): Promise<Page> {
    return this.get(`/v1/records?${query}`, signal);
  }

  record(id: string, signal: AbortSignal): Promise<EntryWithOutcome> {
    return this.get(`/v1/records/${encodeURIComponent(id)}`, signal);
  }

  private async get<T>(path: string, signal: AbortSignal): Promise<T> {
    const response = await fetch(path, { signal, headers: { authorization: `Bearer ${this.token}` } });
    if (!response.ok) {
      const problem: { title?: string; detail?: string } = await response.json().catch(() => ({}));
      throw new ApiError(response.status, problem.detail ?? problem.title ?? `status ${response.status}`);
    }
    return (await response.json()) as T;
  }
}
