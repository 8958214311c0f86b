/** Zips and tarballs. Their readers load with the first of them: a lockfile check, which runs often, needs neither. */
import type { ByteSource } from "../bytes.ts";
import type { FileTree, SourceContext } from "../file-tree.ts";

/** @see zip.ts */
export async function openZip(
	source: ByteSource,
	context: SourceContext,
	asLayer?: Pick<SourceContext, "mount" | "origin">,
): Promise<FileTree> {
	const zip = await import("./zip.ts");
	return zip.openZip(source, context, asLayer);
}

/** @see tarball.ts */
export async function openTarball(source: ByteSource, context: SourceContext): Promise<FileTree> {
	const tarball = await import("./tarball.ts");
	return tarball.openTarball(source, context);
}
