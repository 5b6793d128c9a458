/** A form that is nothing but its button: it posts `send`, as hidden fields. */
export function PostButton(props: {
  readonly action: string;
  readonly csrf: string;
  readonly send?: Readonly<Record<string, string>>;
  readonly label: string;
  readonly look?: "second" | "danger";
  /** Beside other buttons. */
  readonly class?: "inline";
  /** See enhance.ts. */
  readonly "data-keep"?: "typed";
}) {
  const { csrf, send = {}, label, look = "second", ...form } = props;
  return (
    <form method="post" {...form}>
      <input type="hidden" name="csrf" value={csrf} />
      {Object.entries(send).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button type="submit" class={look}>
        {label}
      </button>
    </form>
  );
}
