import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/model.ts";
import { renderGitlab } from "../../src/report/gitlab/render.ts";
import { breakEverywhere } from "./break.ts";
import { BREAKING_REPORT, makeVaried } from "./formats.ts";
import { hostileTexts } from "./hostile.ts";
import { makeHostileReport, SAMPLES } from "./samples.ts";

const SCHEMA = "test/fixtures/report/schemas/gitlab-dependency-scanning-15.1.4.schema.json";
const validate = new Ajv({ strict: false }).compile(JSON.parse(readFileSync(SCHEMA, "utf8")));

interface GitlabReport {
	readonly scan: { readonly status: string; readonly start_time: string; readonly end_time: string; messages: unknown };
	readonly vulnerabilities: readonly {
		readonly id: string;
		readonly identifiers: readonly unknown[];
		readonly flags?: unknown;
		readonly solution?: string;
		readonly location: { readonly file: string; readonly dependency: { readonly direct: boolean } };
	}[];
}

function parse(report: Report): GitlabReport {
	return JSON.parse(renderGitlab(report, { columns: 80, color: false, finishedAt: "2026-11-22T07:00:09.123Z" }));
}

function errorsOf(document: unknown) {
	return validate(document) ? [] : validate.errors?.map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe("GitLab's dependency scanning report", () => {
	test.each([...SAMPLES, ["varied", makeVaried()], ["breaking", BREAKING_REPORT]] as const)(
		"%s is valid",
		(_, report) => {
			const document = parse(report);
			expect(errorsOf(document)).toEqual([]);
			const ids = document.vulnerabilities.map(({ id }) => id);
			expect(new Set(ids).size).toBe(ids.length);
			for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
		},
	);

	test("so is whatever names make of it", () =>
		fc.assert(
			fc.property(fc.array(hostileTexts, { minLength: 1, maxLength: 5 }), (texts) => {
				expect(errorsOf(parse(makeHostileReport(texts)))).toEqual([]);
			}),
			{ numRuns: 60 },
		));

	test("the schema notices what is wrong with a report", () => {
		const document = parse(makeVaried());
		const fields = ["id", "identifiers", "identifiers.type", "identifiers.value", "location", "location.file"];
		const required = fields.map((field) => `vulnerabilities.${field}`);
		const broken = breakEverywhere(document, ["scan", "version", "vulnerabilities", "scan.end_time", ...required]);
		expect(broken.length).toBeGreaterThan(50);
		// Every object of the schema is open.
		const accepted = broken.filter((one) => validate(one.document)).map(({ label }) => label);
		expect(accepted.filter((label) => !label.startsWith("unknown field"))).toEqual([]);
	});

	test("says when, and whether it can be trusted", () => {
		const { scan } = parse(makeVaried());
		expect([scan.status, scan.start_time, scan.end_time]).toEqual([
			"failure",
			"2026-11-22T07:00:00",
			"2026-11-22T07:00:09",
		]);
		expect(scan.messages).toEqual([
			{ level: "warn", value: "Not examined (lockfile-unreadable): merge conflict at line 12" },
			{
				level: "warn",
				value: "Not examined (lockfile-entry-unreadable) package-lock.json: 3 entries have no version.",
			},
			{ level: "warn", value: "the waiver of CVE-1 is not used" },
			{ level: "info", value: "1 waived finding not listed" },
			{ level: "info", value: "1 package with a harmless install script not listed" },
		]);
		expect(parse(SAMPLES.get("vulnerable")!).scan.status).toBe("success");
	});

	test("names vulnerabilities as GitLab does, in the lockfile or the archive they are in", () => {
		const [first] = parse(makeVaried()).vulnerabilities;
		expect(first!.identifiers).toEqual([
			{
				type: "cve",
				name: "CVE-2021-44906",
				value: "CVE-2021-44906",
				url: "https://www.cve.org/CVERecord?id=CVE-2021-44906",
			},
			{
				type: "ghsa",
				name: "GHSA-xvch-5gv4-984h",
				value: "GHSA-xvch-5gv4-984h",
				url: "https://github.com/advisories/GHSA-xvch-5gv4-984h",
			},
			{ type: "cwe", name: "CWE-79", value: "79", url: "https://cwe.mitre.org/data/definitions/79.html" },
			{ type: "cwe", name: "CWE-1321", value: "1321", url: "https://cwe.mitre.org/data/definitions/1321.html" },
		]);
		expect(first!.solution).toBe("Upgrade minimist 1.2.0 to 1.2.6 (patch). Run `npm install minimist@1.2.6`");
		expect(first!.location).toEqual({
			file: "services/checkout/package-lock.json",
			dependency: { package: { name: "minimist" }, version: "1.2.0", direct: true },
		});
		const files = parse(SAMPLES.get("vulnerable")!).vulnerabilities.map(({ location: { file } }) => file);
		expect([...new Set(files)].sort()).toEqual(["build/base-layer.zip", "build/checkout.zip"]);
	});

	test("flags what nothing is known to load", () => {
		const flagged = parse(makeVaried()).vulnerabilities.filter(({ flags }) => flags !== undefined);
		expect(flagged.map(({ identifiers: [first] }) => (first as { value: string }).value)).toEqual(["CVE-2019-19919"]);
	});
});
