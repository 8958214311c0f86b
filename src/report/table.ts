/** The report for people: verdict, fixes, findings by package, gaps. */
import { defineFormat } from "./define.ts";

export const table = defineFormat({
	name: "table",
	summary: "for people: verdict, what to fix first, findings by package, gaps",
	// Loaded only when wanted: measuring and laying out text is the heaviest part of a short run.
	render: async (report, options) => (await import("./table/render.ts")).renderTable(report, options),
});
