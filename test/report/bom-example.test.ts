/** The shipped example function in the formats that others read, whole: a golden changes only on purpose. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fnsift } from "../cli/spawn.ts";

const FORMATS = ["cyclonedx", "cyclonedx-1.7", "spdx", "openvex"] as const;
const folder = mkdtempSync(join(tmpdir(), "fnsift-bom-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(place: string): void {
	const formats = FORMATS.flatMap((format) => ["--format", `${format}=${join(folder, `${format}.${place}`)}`]);
	const run = fnsift(["scan", "examples/checkout.zip", "--layer", "examples/base-layer.zip", "--quiet", ...formats]);
	expect(run).toEqual({ exitCode: 0, stdout: "", stderr: "" });
}

/** Without the time of the run, which alone may differ. */
function read(format: string, place: string): string {
	return readFileSync(join(folder, `${format}.${place}`), "utf8").replace(
		/"(timestamp|created|annotationDate)": "\d{4}-[^"]+"/g,
		'"$1": "…"',
	);
}

describe("the example function", () => {
	beforeAll(() => {
		write("first");
		write("second");
	});

	test.each(FORMATS)("%s", async (format) => {
		expect(read(format, "second")).toBe(read(format, "first"));
		if (format === "cyclonedx-1.7") return;
		await expect(read(format, "first")).toMatchFileSnapshot(`../fixtures/report/example.${format}.json`);
	});
});
