/** Markdown, for step summaries and comments on pull requests: docs/formats.md explains it. */
import { defineFormat } from "./define.ts";

export const markdown = defineFormat({
	name: "markdown",
	summary: "for step summaries and comments: verdict, fixes, findings, gaps",
	render: async (report, options) => (await import("./markdown/render.ts")).renderMarkdown(report, options),
});
