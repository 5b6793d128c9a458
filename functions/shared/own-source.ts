/** The source of what the runner tells here, beside those of the services. */
export const OWN_SOURCE = "own";
