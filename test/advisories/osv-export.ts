/** A small OSV export on the loopback address, with records that a test adds, changes and drops. */
import type { Ecosystem } from "../../src/model.ts";
import { type FileServer, serveFiles, toEtag, toGoogHash } from "../net/file-server.ts";
import { craftZip } from "./zip.ts";

export interface ExportRecord {
	readonly id: string;
	/** RFC 3339 */
	readonly modified: string;
	readonly name: string;
	readonly fields?: object;
}

export class OsvExport {
	readonly server: FileServer;
	readonly records = new Map<Ecosystem, Map<string, ExportRecord>>();

	constructor(server: FileServer) {
		this.server = server;
	}

	get url(): string {
		return this.server.url;
	}

	put(ecosystem: Ecosystem, ...records: readonly ExportRecord[]): this {
		const known = this.records.get(ecosystem) ?? new Map<string, ExportRecord>();
		for (const record of records) known.set(record.id, record);
		this.records.set(ecosystem, known);
		return this;
	}

	drop(ecosystem: Ecosystem, id: string): this {
		this.records.get(ecosystem)?.delete(id);
		this.server.files.delete(`${ecosystem}/${id}.json`);
		return this;
	}

	/** Writes all files anew, as the exporter does; `files` leaves some as they were. */
	publish(files: readonly ("zip" | "csv" | "records")[] = ["zip", "csv", "records"]): this {
		for (const [ecosystem, records] of this.records) {
			const all = [...records.values()].map((record) => ({ ...record, text: renderRecord(ecosystem, record) }));
			if (files.includes("zip")) {
				const zip = craftZip(all.map(({ id, text }) => ({ name: `${id}.json`, content: text })));
				this.server.set(`${ecosystem}/all.zip`, zip, {
					"x-goog-hash": `${toGoogHash(zip)},md5=XrY7u+Ae7tCTyyK7j1rNww==`,
				});
			}
			// As text, the newest first: within a second that is not by time.
			const lines = all
				.map(({ id, modified }) => `${modified},${id}\n`)
				.sort()
				.reverse();
			if (files.includes("csv")) this.setList(ecosystem, lines.join(""));
			if (files.includes("records")) {
				for (const { id, text } of all) {
					this.server.set(`${ecosystem}/${id}.json`, text, { "x-goog-hash": toGoogHash(Buffer.from(text)) });
				}
			}
		}
		return this;
	}

	setList(ecosystem: Ecosystem, text: string): void {
		const bytes = Buffer.from(text);
		this.server.set(`${ecosystem}/modified_id.csv`, bytes, { "x-goog-hash": toGoogHash(bytes), etag: toEtag(bytes) });
	}

	/** The requests since the last call, as `status path`. */
	takeRequests(): string[] {
		const paths = this.server.paths();
		this.server.seen.length = 0;
		return paths;
	}
}

export async function serveExport(): Promise<OsvExport> {
	return new OsvExport(await serveFiles());
}

export function renderRecord(ecosystem: Ecosystem, { id, modified, name, fields = {} }: ExportRecord): string {
	return JSON.stringify({
		schema_version: "1.7.0",
		id,
		modified,
		summary: `${id} of ${modified}`,
		affected: [{ package: { ecosystem, name }, ranges: [{ type: "SEMVER", events: [{ introduced: "0" }] }] }],
		...fields,
	});
}

/** Records `GHSA-0` to `GHSA-<count - 1>`, on the packages `p0` and so on, a minute apart. */
export function makeRecords(count: number, day = "2026-01-01"): ExportRecord[] {
	return Array.from({ length: count }, (_, number) => {
		const minute = new Date(Date.parse(`${day}T00:00:00Z`) + number * 60_000).toISOString().slice(0, 19);
		return { id: `GHSA-${number}`, modified: `${minute}Z`, name: `p${number}` };
	});
}
