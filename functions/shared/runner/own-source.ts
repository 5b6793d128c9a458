/** The source of what the runner enters here, alongside those of the services. */
export const OWN_SOURCE = "own";

export const isOwn = ({ source }: { readonly source: string }) => source === OWN_SOURCE;
