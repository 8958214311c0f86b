/** Opens bytes or folders as the scanner does, and tells the whole outcome as plain data. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { ScanError } from "../../src/errors.ts";
import type { Gap } from "../../src/model.ts";
import { Budget, DEFAULT_LIMITS, type Limits } from "../../src/unpack/limits.ts";
import { type OpenedBundle, openBundle } from "../../src/unpack/source.ts";

export const root = mkdtempSync(join(tmpdir(), "fnsift-unpack-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let count = 0;

/** Writes a file into a folder of its own; returns its path. */
export function write(bytes: string | Uint8Array, name = "function.zip"): string {
	count += 1;
	const folder = mkdtempSync(join(root, `${count}-`));
	const path = join(folder, name);
	writeFileSync(path, bytes);
	return path;
}

export interface OpenOptions {
	readonly layers?: readonly string[];
	readonly limits?: Partial<Limits>;
	readonly budget?: Budget;
}

export function open(path: string, { layers = [], limits = {}, budget }: OpenOptions = {}): Promise<OpenedBundle> {
	return openBundle(path, {
		layers,
		budget: budget ?? new Budget({ ...DEFAULT_LIMITS, ...limits }),
		progress: { step() {} },
	});
}

export interface Outcome {
	readonly kind: string;
	/** path, then what reading it gives: text, `-> link` or `null`; in the order of `Bundle.files` */
	readonly files: readonly (readonly [path: string, content: string | null])[];
	/** `code path`, with `!` in front when blocking; sorted */
	readonly gaps: readonly string[];
}

/** Opens, reads every file, closes. */
export async function look(path: string, options: OpenOptions = {}): Promise<Outcome> {
	const bundle = await open(path, options);
	try {
		const files = bundle.files.map((file) => {
			const bytes = bundle.read(file);
			const text = bytes === undefined ? null : Buffer.from(bytes).toString("latin1");
			return [file.path, file.link === null ? text : `-> ${file.link}`] as const;
		});
		return { kind: bundle.kind, files, gaps: bundle.gaps.map(toLine).sort() };
	} finally {
		bundle.close();
	}
}

export function toLine({ code, blocking, path }: Gap): string {
	return `${blocking ? "!" : ""}${code}${path === null ? "" : ` ${path}`}`;
}

/** Code and exit code of the ScanError that opening ends with. */
export async function fail(path: string, options: OpenOptions = {}): Promise<readonly [string, number]> {
	try {
		(await open(path, options)).close();
	} catch (error) {
		if (error instanceof ScanError) return [error.code, error.exitCode];
		throw error;
	}
	throw new Error("opened");
}
