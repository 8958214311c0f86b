/** Servers on the loopback address, closed when the test is over. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface Loopback {
	/** `http://127.0.0.1:<port>/` */
	readonly url: string;
	/** method, path and Authorization of every request, in order */
	readonly seen: { readonly method: string; readonly path: string; readonly authorization: string | null }[];
}

export async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Loopback> {
	const seen: Loopback["seen"][number][] = [];
	const listener: RequestListener = (request, response) => {
		const { method = "", url = "", headers } = request;
		seen.push({ method, path: url, authorization: headers.authorization ?? null });
		answer(request, response);
	};
	const server = createServer(listener);
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, seen };
}

export function sendJson(response: ServerResponse, value: unknown, headers: Record<string, string> = {}): void {
	response.writeHead(200, { "content-type": "application/json", ...headers }).end(JSON.stringify(value));
}

/** The address of a server that is gone. */
export async function serveAndClose(): Promise<string> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return `http://127.0.0.1:${port}/`;
}
