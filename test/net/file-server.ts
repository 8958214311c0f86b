/** Serves files on the loopback address as Google Cloud Storage serves objects, and misbehaves when asked to. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { crc32c } from "../../src/net/crc32c.ts";

export interface ServedFile {
	readonly bytes: Buffer;
	readonly headers?: Record<string, string | string[]>;
}

/** What goes wrong with one request; `true` when it has been answered. */
export type Fault = (request: IncomingMessage, response: ServerResponse, server: FileServer) => boolean;

export interface Seen {
	readonly path: string;
	readonly range: string | null;
	readonly ifRange: string | null;
	readonly ifNoneMatch: string | null;
	status: number;
}

export class FileServer {
	readonly files = new Map<string, ServedFile>();
	readonly seen: Seen[] = [];
	/** faults by path, each for one request */
	readonly faults = new Map<string, Fault[]>();
	url = "";

	set(path: string, content: Buffer | string, headers: ServedFile["headers"] = {}): void {
		const bytes = Buffer.from(content);
		this.files.set(path, { bytes, headers: { etag: toEtag(bytes), ...headers } });
	}

	/** The next requests for this path go wrong. */
	fail(path: string, ...faults: readonly Fault[]): void {
		this.faults.set(path, [...(this.faults.get(path) ?? []), ...faults]);
	}

	paths(): string[] {
		return this.seen.map(({ path, status }) => `${status} ${path}`);
	}

	answer(request: IncomingMessage, response: ServerResponse): void {
		const path = decodeURIComponent((request.url ?? "").slice(1));
		const { range = null, "if-range": ifRange = null, "if-none-match": ifNoneMatch = null } = request.headers;
		const seen: Seen = { path, range, ifRange: ifRange as string | null, ifNoneMatch, status: 0 };
		this.seen.push(seen);
		response.on("close", () => {
			seen.status = response.statusCode;
		});
		if (this.faults.get(path)?.shift()?.(request, response, this)) return;
		this.serve(path, seen, response);
	}

	serve(path: string, { range, ifRange, ifNoneMatch }: Seen, response: ServerResponse): void {
		const file = this.files.get(path);
		if (file === undefined) return void response.writeHead(404).end("not here");
		const { bytes, headers = {} } = file;
		const etag = typeof headers.etag === "string" ? headers.etag : null;
		if (ifNoneMatch !== null && ifNoneMatch === etag) return void response.writeHead(304, { etag }).end();
		const start = /^bytes=(\d+)-$/.exec(range ?? "")?.[1];
		if (start === undefined || ifRange !== etag) {
			response.writeHead(200, { ...headers, "content-length": bytes.length }).end(bytes);
			return;
		}
		if (Number(start) >= bytes.length) return void response.writeHead(416).end();
		const part = bytes.subarray(Number(start));
		const contentRange = `bytes ${start}-${bytes.length - 1}/${bytes.length}`;
		const length = { "content-range": contentRange, "content-length": part.length };
		response.writeHead(206, { ...headers, ...length }).end(part);
	}
}

export async function serveFiles(): Promise<FileServer> {
	const files = new FileServer();
	const server = createServer((request, response) => files.answer(request, response));
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	files.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return files;
}

export function toEtag(bytes: Uint8Array): string {
	return `"${crc32c(bytes).toString(16)}"`;
}

/** The value of x-goog-hash for these bytes. */
export function toGoogHash(bytes: Uint8Array): string {
	const crc = Buffer.alloc(4);
	crc.writeUInt32BE(crc32c(bytes));
	return `crc32c=${crc.toString("base64")}`;
}

export const answerWith =
	(status: number, headers: Record<string, string> = {}): Fault =>
	(_, response) => {
		response.writeHead(status, headers).end("no");
		return true;
	};

/** Cuts the connection after so many bytes of what it would have sent. */
export const cutAfter =
	(count: number): Fault =>
	(request, response, server) => {
		const { bytes, headers = {} } = server.files.get((request.url ?? "").slice(1)) ?? { bytes: Buffer.alloc(0) };
		const [, start = "0"] = /^bytes=(\d+)-$/.exec(request.headers.range ?? "") ?? [];
		const rest = bytes.subarray(Number(start));
		response.writeHead(start === "0" ? 200 : 206, {
			...headers,
			"content-length": rest.length,
			...(start === "0" ? {} : { "content-range": `bytes ${start}-${bytes.length - 1}/${bytes.length}` }),
		});
		response.write(rest.subarray(0, count), () => response.destroy());
		return true;
	};

/** Sends nothing, or nothing after the first bytes. */
export const stall: Fault = (_, response) => {
	response.writeHead(200, { "content-length": 1000 }).write("first");
	return true;
};
