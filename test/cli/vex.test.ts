/** VEX documents in and out, as a user would: what one run rules out, the next one reads. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { fnsift } from "./spawn.ts";

const folder = mkdtempSync(join(tmpdir(), "fnsift-vex-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CHECKOUT = ["examples/checkout.zip", "--layer", "examples/base-layer.zip", "--quiet"];

interface Finding {
	readonly id: string;
	readonly kind: string;
	readonly rule: string;
	readonly package: string;
	readonly waived: { readonly reason: string; readonly justification: string | null; readonly source: unknown } | null;
}

function listFindings(stdout: string): readonly Finding[] {
	return JSON.parse(stdout).targets[0].findings as readonly Finding[];
}

function save(name: string, text: string): string {
	const path = join(folder, name);
	writeFileSync(path, text);
	return path;
}

const policy = `waivers:
  - id: CVE-2021-44906
    package: minimist@1.2.0
    reason: arguments are constants
    expires: 2026-12-31
    justification: vulnerable_code_cannot_be_controlled_by_adversary
  - id: CVE-2022-24999
    reason: accepted until the next release
    expires: 2026-12-31
`;

test("what our own documents rule out is ruled out again, the very same findings; what was only accepted is not", () => {
	const config = save("fnsift.yaml", policy);
	const vex = join(folder, "out.openvex.json");
	const bom = join(folder, "out.cdx.json");
	const formats = ["--format", "json", "--format", `openvex=${vex}`, "--format", `cyclonedx=${bom}`];
	const first = listFindings(fnsift(["scan", ...CHECKOUT, "--config", config, ...formats]).stdout);
	expect(first.filter(({ waived }) => waived !== null).map(({ rule }) => rule)).toEqual([
		"CVE-2021-44906",
		"CVE-2022-24999",
	]);
	for (const file of [vex, bom]) {
		const again = fnsift([
			"scan",
			...CHECKOUT,
			"--no-config",
			"--vex",
			file,
			"--format",
			"json",
			"--format",
			`openvex=${file}.2`,
		]);
		const waived = listFindings(again.stdout).filter((finding) => finding.waived !== null);
		expect(
			waived.map(({ id }) => id),
			file,
		).toEqual(first.filter(({ rule, waived: by }) => by !== null && rule === "CVE-2021-44906").map(({ id }) => id));
		expect(waived[0]?.waived?.source).toEqual({ kind: "vex", file });
		// A third run from the second run's document: nothing is lost on the way.
		const third = fnsift(["scan", ...CHECKOUT, "--no-config", "--vex", `${file}.2`, "--format", "json"]);
		expect(
			listFindings(third.stdout)
				.filter((finding) => finding.waived !== null)
				.map(({ id }) => id),
		).toEqual(waived.map(({ id }) => id));
	}
});

test("the gate passes what a document rules out, and no more", () => {
	const statements = (rules: readonly (readonly [string, string])[], status: object) =>
		rules.map(([name, purl]) => ({ vulnerability: { name }, products: [{ "@id": purl }], ...status }));
	const failing = listFindings(fnsift(["scan", ...CHECKOUT, "--no-config", "--format", "json"]).stdout).filter(
		({ kind }) => kind === "vulnerability",
	);
	const all = failing.map(({ rule, package: purl }) => [rule, purl] as const);
	const document = (list: readonly object[]) =>
		JSON.stringify({
			"@context": "https://openvex.dev/ns/v0.2.0",
			"@id": "https://example.com/vex",
			author: "the team",
			timestamp: "2026-10-01T00:00:00Z",
			version: 1,
			statements: list,
		});
	const ruledOut = { status: "not_affected", justification: "vulnerable_code_not_in_execute_path" };
	const whole = save("all.json", document(statements(all, ruledOut)));
	const most = save("most.json", document(statements(all.slice(1), ruledOut)));
	const back = save(
		"back.json",
		document(statements(all.slice(0, 1), { status: "affected", action_statement: "upgrade" })),
	);
	const gate = (...files: readonly string[]) =>
		fnsift(["gate", ...CHECKOUT, "--no-config", ...files.flatMap((file) => ["--vex", file])]).exitCode;
	expect(gate()).toBe(1);
	expect(gate(whole)).toBe(0);
	expect(gate(most)).toBe(1);
	expect(gate(whole, back)).toBe(1);
});

test.each(["scan", "gate"])(
	"%s: a document that cannot be understood is exit 2, before anything is scanned",
	(command) => {
		const broken = save("broken.json", "{unknown}");
		const run = fnsift([command, ...CHECKOUT, "--vex", broken]);
		expect(run).toEqual({
			exitCode: 2,
			stdout: "",
			stderr: `fnsift: ${broken} cannot be used as VEX: it is no JSON.\n  Give an OpenVEX document, or a CycloneDX document with vulnerabilities.\n`,
		});
		expect(fnsift([command, ...CHECKOUT, "--vex", join(folder, "none.json")]).exitCode).toBe(2);
	},
);
