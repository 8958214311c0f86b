/** Annotations of GitHub Actions, as workflow commands in the log: docs/formats.md explains them. */
import { defineFormat } from "./define.ts";

export const github = defineFormat({
	name: "github",
	summary: "for GitHub Actions: annotations as workflow commands",
	wantsEntries: true,
	render: async (report, options) => (await import("./github/render.ts")).renderGithub(report, options),
});
