/** A temporary folder per test file. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

export function makeFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), "fnsift-test-"));
	afterAll(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}
