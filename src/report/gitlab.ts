/** GitLab's dependency scanning report, schema 15.1.4: docs/formats.md explains it. */
import { defineFormat } from "./define.ts";

export const gitlab = defineFormat({
	name: "gitlab",
	summary: "for GitLab: dependency scanning report, schema 15.1.4",
	wantsEntries: true,
	render: async (report, options) => (await import("./gitlab/render.ts")).renderGitlab(report, options),
});
