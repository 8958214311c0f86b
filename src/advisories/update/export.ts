/**
 * OSV's public export, or a mirror of it: per ecosystem `all.zip`, `modified_id.csv` and a `<ID>.json` per record, all
 * below one address. What comes from there is checked against the checksums that are offered.
 */
import { createHash } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { ScanError, UsageError } from "../../errors.ts";
import type { Ecosystem } from "../../model.ts";
import { crc32c } from "../../net/crc32c.ts";
import type { Download } from "../../net/download.ts";
import type { Fetcher } from "../../net/fetcher.ts";
import { parseObjectCrc } from "../../net/object-hash.ts";
import { removePartialFile } from "../../net/partial-file.ts";
import { LONGEST_RECORD } from "../build/inflate-batch.ts";
import { toExportError } from "./update-error.ts";

/** Where OSV publishes its export. Source: https://google.github.io/osv.dev/data/ */
export const OSV_EXPORT = "https://osv-vulnerabilities.storage.googleapis.com";

const MOST_LIST_BYTES = 1 << 28;
const LONGEST_HASH_FILE = 4_096;

export interface FetchedFile {
	readonly path: string;
	readonly etag: string | null;
	/** hex */
	readonly sha256: string;
}

/** `null`: it is as it was when it had the entity tag. `undefined`: there is none. */
export type Fetched = FetchedFile | null | undefined;

export interface ExportAccess {
	readonly base: string;
	/** all.zip, kept at a path until `discard` */
	archive(ecosystem: Ecosystem, etag: string | null): Promise<Fetched>;
	/** modified_id.csv, likewise */
	list(ecosystem: Ecosystem, etag: string | null): Promise<Fetched>;
	/** The text of a record; `undefined` when there is none. */
	record(ecosystem: Ecosystem, id: string): Promise<string | undefined>;
	/** Removes what was fetched for an ecosystem, whole or in parts. */
	discard(ecosystem: Ecosystem): void;
}

export interface ExportOptions {
	readonly base: string;
	readonly download: Download;
	readonly fetcher: Fetcher;
	readonly userAgent: string;
	/** where files go: `<prefix>.<ecosystem>.zip.part` and `….csv.part` */
	readonly prefix: string;
	readonly onBytes: (label: string, done: number, total: number | null) => void;
}

/** @throws UsageError when the address cannot be one */
export function openExport({ base, download, fetcher, userAgent, prefix, onBytes }: ExportOptions): ExportAccess {
	const address = toAddress(base);
	const toUrl = (ecosystem: Ecosystem, file: string) =>
		`${address}/${encodeURIComponent(ecosystem)}/${encodeURIComponent(file)}`;
	const toPath = (ecosystem: Ecosystem, kind: string) => `${prefix}.${ecosystem}.${kind}.part`;

	async function fetchFile(ecosystem: Ecosystem, file: string, path: string, etag: string | null): Promise<Fetched> {
		const url = toUrl(ecosystem, file);
		const outcome = await download(url, path, {
			etag,
			...(file.endsWith(".csv") ? { mostBytes: MOST_LIST_BYTES } : {}),
			onProgress: (done, total) => onBytes(`${ecosystem}/${file}`, done, total),
		});
		if (outcome.kind !== "complete") removePartialFile(path);
		if (outcome.kind === "unchanged") return null;
		if (outcome.kind === "missing") return undefined;
		return { path, etag: outcome.etag, sha256: await hashFile(path) };
	}

	/** The hash that a mirror may offer beside a file. */
	async function findOfferedHash(url: string): Promise<string | undefined> {
		const { status, body } = await fetcher(`${url}.sha256`, { headers: { "user-agent": userAgent } });
		if (status === 404 || status === 403 || status === 410) return undefined;
		const [, hash] = /^\s*([0-9a-f]{64})(?:\s|$)/i.exec(body.toString("latin1", 0, LONGEST_HASH_FILE)) ?? [];
		if (status !== 200 || hash === undefined)
			throw toExportError(url, "has a .sha256 beside it that holds no SHA-256.");
		return hash.toLowerCase();
	}

	return {
		base: address,
		async archive(ecosystem, etag) {
			const url = toUrl(ecosystem, "all.zip");
			const file = await fetchFile(ecosystem, "all.zip", toPath(ecosystem, "zip"), etag);
			if (file == null) return file;
			const offered = await findOfferedHash(url);
			if (offered === undefined || offered === file.sha256) return file;
			removePartialFile(file.path);
			throw toMismatchError(url);
		},
		list: (ecosystem, etag) => fetchFile(ecosystem, "modified_id.csv", toPath(ecosystem, "csv"), etag),
		async record(ecosystem, id) {
			const url = toUrl(ecosystem, `${id}.json`);
			const { status, body, header } = await fetcher(url, { headers: { "user-agent": userAgent } });
			if (status === 404 || status === 410) return undefined;
			if (status !== 200) throw toExportError(url, `was answered with status ${status}.`);
			if (body.length > LONGEST_RECORD) throw toExportError(url, "is too long to be a record.");
			if (header("content-encoding") === null && !hasChecksum(body, header("x-goog-hash"))) throw toMismatchError(url);
			return body.toString("utf8");
		},
		discard(ecosystem) {
			for (const kind of ["zip", "csv"]) removePartialFile(toPath(ecosystem, kind));
		},
	};
}

/** What is not ASCII in it comes out as other characters. */
export function readText({ path }: FetchedFile): string {
	return readFileSync(path, "latin1");
}

/** Without a slash at the end, query and credentials. */
function toAddress(base: string): string {
	const url = URL.canParse(base) ? new URL(base) : undefined;
	if (url === undefined || !["http:", "https:"].includes(url.protocol) || url.search !== "" || url.hash !== "") {
		const hint = `Give an http or https address below which <ecosystem>/all.zip is, such as ${OSV_EXPORT}.`;
		throw new UsageError("The address of the export cannot be used.", hint);
	}
	if (url.username !== "" || url.password !== "") {
		throw new UsageError(
			"The address of the export holds credentials.",
			"Give it without them: they would not be sent.",
		);
	}
	return url.href.replace(/\/+$/, "");
}

async function hashFile(path: string): Promise<string> {
	const hash = createHash("sha256");
	for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
	return hash.digest("hex");
}

function hasChecksum(body: Buffer, header: string | null): boolean {
	try {
		const crc = parseObjectCrc(header);
		return crc === null || crc === crc32c(body);
	} catch {
		return false;
	}
}

function toMismatchError(url: string): ScanError {
	return new ScanError(
		"download-damaged",
		`${new URL(url).host} offers a checksum that what it sent does not have.`,
		"Try again; if it happens again, something on the way changes the data.",
	);
}
