/** SARIF 2.1.0, for GitHub code scanning and other viewers of static analysis: docs/formats.md explains it. */
import { defineFormat } from "./define.ts";

export const sarif = defineFormat({
	name: "sarif",
	summary: "for GitHub code scanning: SARIF 2.1.0",
	wantsEntries: true,
	render: async (report, options) => (await import("./sarif/render.ts")).renderSarif(report, options),
});
