/**
 * Answers of servers, kept in a folder of the user's between runs. Only a convenience: whatever goes wrong with it is
 * the same as an answer that is not there, and what it gives back is checked like the server's own.
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface CachedAnswer {
	readonly body: string;
	/** an entity tag to ask with whether it still holds; `null` when the server gave none */
	readonly etag: string | null;
	/** milliseconds since 1970 */
	readonly storedAt: number;
}

export interface AnswerCache {
	find(key: string): Promise<CachedAnswer | undefined>;
	store(key: string, answer: CachedAnswer): Promise<void>;
}

const LARGEST_ENTRY = 80 * 1024 * 1024;

/** Entries are files named by a hash of their key, readable by the user only. */
export function openAnswerCache(folder: string): AnswerCache {
	const toPath = (key: string) => join(folder, `${createHash("sha256").update(key).digest("hex")}.json`);
	return {
		async find(key) {
			try {
				const path = toPath(key);
				if ((await stat(path)).size > LARGEST_ENTRY) return undefined;
				return parseEntry(await readFile(path, "utf8"), key);
			} catch (error) {
				return ignoreFileErrors(error);
			}
		},
		async store(key, answer) {
			const temporary = join(folder, `${randomUUID()}.tmp`);
			try {
				await mkdir(folder, { recursive: true, mode: 0o700 });
				await writeFile(temporary, JSON.stringify({ key, ...answer }), { mode: 0o600, flag: "wx" });
				await rename(temporary, toPath(key));
			} catch (error) {
				ignoreFileErrors(error);
				await rm(temporary, { force: true }).catch(ignoreFileErrors);
			}
		},
	};
}

function parseEntry(text: string, key: string): CachedAnswer | undefined {
	const entry: unknown = JSON.parse(text);
	if (typeof entry !== "object" || entry === null) return undefined;
	const { key: owner, body, etag, storedAt } = entry as Record<string, unknown>;
	if (owner !== key || typeof body !== "string" || typeof storedAt !== "number") return undefined;
	return { body, etag: typeof etag === "string" ? etag : null, storedAt };
}

function ignoreFileErrors(error: unknown): undefined {
	if (error instanceof SyntaxError || (error instanceof Error && "code" in error)) return undefined;
	throw error;
}
