/** What a VEX document says about one vulnerability in one product, whatever format it came in. */
import type { Ecosystem } from "../../model.ts";

export interface VexStatement {
	/** names of the vulnerability, at least one */
	readonly ids: readonly string[];
	readonly subject: VexSubject;
	/** `not_affected` and `fixed` */
	readonly rulesOut: boolean;
	/** OpenVEX justification; `null` when none is given, or when the format's own has no counterpart */
	readonly justification: string | null;
	readonly reason: string;
	/** milliseconds since 1970: since when it holds */
	readonly time: number;
	/** the document, as the user named it */
	readonly file: string;
}

export interface VexSubject {
	/** as written */
	readonly text: string;
	/** `null` for what is no package that fnsift could find: an image, an application */
	readonly package: { readonly ecosystem: Ecosystem; readonly name: string; readonly version: string | null } | null;
	/** name of the package that the subject must be a part of; `null` when it stands for itself or is part of something else */
	readonly within: string | null;
}
