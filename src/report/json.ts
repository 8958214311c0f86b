/** The JSON report: docs/report.schema.json describes it, docs/report.md explains it. */
import { defineFormat } from "./define.ts";
import { toReportWire } from "./json/wire.ts";
import { renderJson } from "./text/json-text.ts";

export const json = defineFormat({
	name: "json",
	summary: "for machines: everything that was found, with a schema",
	render: (report) => renderJson(toReportWire(report)),
});
