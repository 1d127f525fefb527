//! The texts that are measured.

/// Mixed prompts, the same without anything to find, and texts that are made to be slow; each of about `size` bytes.
pub fn all(size: usize) -> Vec<(&'static str, String)> {
    let digits = |seed: u64, count: usize| -> String {
        (0..count as u64).map(|i| char::from(b'0' + ((i * i * 7 + i * 3 + seed * 11) % 10) as u8)).collect()
    };
    let columns = || {
        let row = |i: u64| format!("{} {} {}\n", digits(i, 3), digits(i / 3 + 5, 3), digits(i / 7 + 1, 4));
        (0..size as u64 / 13).map(row).collect::<String>()
    };
    let table = || {
        let row = |i: u64| {
            format!("{},{}.{},{},{}\n", i, digits(i, 3), digits(i / 3, 2), digits(i / 7, 5), digits(i / 2, 2))
        };
        (0..size as u64 / 20).map(row).collect::<String>()
    };
    let capitals: Vec<&str> = "Alder Birch Cedar Dogwood Elm Fir Ginkgo Hazel Ivy Juniper Katsura Larch Maple Nutmeg Oak Pine Quince Rowan \
        Spruce Tulip Umbrella Viburnum Willow Yew Zelkova".split(' ').collect();
    let names: String = (0..size as u64 / 7).flat_map(|i| [capitals[(i * i % 25) as usize], " "]).collect();
    let repeat = |text: &str| text.repeat(size / text.len());
    vec![
        ("mixed", mixed(size, Some(1_700))),
        ("clean", mixed(size, None)),
        ("prose", PROSE.join("\n\n").repeat(size / 3_000)),
        ("code", CODE.join("\n").repeat(size / 1_800)),
        ("digits", digits(1, size)),
        ("ats", repeat("@")),
        ("ones", repeat("1-")),
        ("columns", columns()),
        ("table", table()),
        ("percent", repeat("%41")),
        ("comments", repeat("<!--")),
        ("number words", repeat("four ")),
        ("dense code", repeat("a=b(c[0]);d=e&&f||g!=h?i:j;k+=l*m;")),
        ("spdx", repeat("SPDX-License-Identifier: ")),
        ("quotes", repeat("'a' + 'b', \"c\" \"d\" ")),
        ("passwords", repeat("password=x ")),
        ("capitals", names),
        ("tokens", repeat("A1b2C3-x9_")),
        ("colons", repeat("a:b@c ")),
        ("cyrillic", repeat("\u{434}\u{43e}\u{43c} a\u{441}e ")),
    ]
}

/// Prompts as people and programs write them; with something to find at every `every` bytes.
fn mixed(size: usize, every: Option<usize>) -> String {
    const FINDINGS: [&str; 5] = [
        "Card 4111 1111 1111 1111. ",
        "SSN 536-90-4399. ",
        "Mail jo@example.com. ",
        "Call +1 415 555 0132. ",
        "AKIAIOSFODNN7QXAMPLE ",
    ];
    let mut text = String::new();
    let (mut turn, mut planted) = (0usize, 0);
    while text.len() < size {
        // Six of ten are prose and prompts, three code, one JSON; in ever other order.
        let kind = turn * 7 % 10;
        let pick = turn * 5 + turn / 10;
        text.push_str(match kind {
            0..=3 => PROSE[pick % PROSE.len()],
            4 | 5 => PROMPTS[pick % PROMPTS.len()],
            6..=8 => CODE[pick % CODE.len()],
            _ => JSON[pick % JSON.len()],
        });
        text.push('\n');
        turn += 1;
        if every.is_some_and(|every| text.len() / every > planted) {
            text.push_str(FINDINGS[planted % FINDINGS.len()]);
            planted += 1;
        }
    }
    text
}

const PROSE: [&str; 8] = [
    "The committee met on Tuesday to review the proposal, and asked that every figure in the annex be checked against last year's report \
     before the vote. Nobody objected to the schedule, although two members wanted the printed version a week earlier than planned.",
    "A kiln is little more than a box that keeps its warmth. What matters is how evenly it rises: clay that dries from one side only will \
     bend, and a bowl that was thrown too thin at the rim splits along it before the glaze has melted. Patience does more than good tools.",
    "When the river froze, the mill stood still for eleven weeks. The owner used the time to re-cut the stones, which had worn smooth in \
     the middle, and to replace the paddles that ice had broken off the year before. By March he had flour again, if only for the village.",
    "Good error messages say what happened, where, and what the reader can do about it. They do not blame, they do not joke, and they keep \
     the names of internal modules to themselves. If a message needs a paragraph of explanation, the interface behind it is probably wrong.",
    "Our quarterly survey shows that most teams read the weekly summary on a phone, on the way to work. Longer pieces are saved for later \
     and rarely opened again. We therefore suggest to lead with the decision, then the reason, and to leave the background for a link.",
    "Sourdough wants warmth more than it wants flour. Feed the starter in the evening, leave it near the oven, and mix the dough once a \
     spoonful of it floats in water. Fold it four times in the first two hours; after that, let it alone until it has grown by half.",
    "The museum keeps its instruments in a room without windows. Strings are loosened in the summer, when the air is damp, and tuned again \
     for the concert in October. Visitors may look, and children may touch the drum that was made for them from an old barrel.",
    "Maps of the coast disagree about the island. Some show two, joined at low water; others none at all. The pilots who work there do not \
     mind: they steer by the church and the chimney, and know that the sand has moved again by the time that anyone could draw it.",
];

const PROMPTS: [&str; 6] = [
    "hey, can you rewrite this so that it sounds friendlier? we want to tell customers that the store closes at 6 on Fridays from now on, \
     and that orders made after that go out on Monday. max three sentences pls, no emoji",
    "Summarise the following meeting notes in five bullet points. Keep owners and dates.\n- Dana: new landing page, first draft by next \
     Wednesday\n- Priya to ask legal about the wording of the trial\n- backlog is down to 42 tickets, 7 of them older than 90 days",
    "You are a helpful assistant for a hardware shop. Answer only questions about products. If you do not know, say so.\n\nUser: which \
     drill bit do I need for tiles? I have a 10 mm and an 8 mm one, and the wall is plasterboard behind the tile.",
    "Explain the difference between a mutex and a semaphore to someone who has written Python for a year but never used threads. Use one \
     example from daily life and one in code, and point out a typical mistake with each of them.",
    "Translate to German, formal register: \"Thank you for your patience. The part that you ordered is back in stock and will be sent out \
     tomorrow morning. You will get a message with the tracking link as soon as the parcel has left our warehouse.\"",
    "Why does my query take 14 seconds? The table has about 3 million rows and there is an index on created_at, but EXPLAIN shows a \
     sequential scan. I filter by status and by the last 30 days, and order by priority. Postgres 15.",
];

const CODE: [&str; 7] = [
    "fn sum(items: &[Item]) -> u64 {\n    items.iter().filter(|i| i.active).map(|i| i.count * 3).sum()\n}\n\nimpl Item {\n    pub fn new(count: \
     u64) -> Self {\n        Self { count, active: true }\n    }\n}\n",
    "def load_rows(path, limit=None):\n    \"\"\"Reads rows until the limit.\"\"\"\n    rows = []\n    with open(path) as handle:\n        for line in handle:\n            \
     if limit is not None and len(rows) >= limit:\n                break\n            rows.append(line.rstrip().split(\"\\t\"))\n    return rows\n",
    "export async function fetchUsers(client, page = 1) {\n  const response = await client.get(`/users?page=${page}`);\n  if (!response.ok) {\n    throw \
     new Error(\"request failed\");\n  }\n  return response.json();\n}\n",
    "SELECT o.id, o.status, count(*) AS lines\nFROM orders o JOIN order_lines l ON l.order_id = o.id\nWHERE o.status = 'open' AND o.created_at > \
     now() - interval '30 days'\nGROUP BY o.id, o.status\nORDER BY lines DESC LIMIT 20;\n",
    "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfor i := 0; i < 10; i++ {\n\t\tif i%2 == 0 {\n\t\t\tfmt.Println(\"even\", i)\n\t\t\tcontinue\n\t\t}\n\t\t\
     fmt.Printf(\"%d is odd\\n\", i)\n\t}\n}\n",
    "#!/bin/sh\nset -eu\nfor file in build/*.tar.gz; do\n    name=$(basename \"$file\" .tar.gz)\n    echo \"unpacking $name\"\n    mkdir -p \"out/$name\" && \
     tar -xzf \"$file\" -C \"out/$name\"\ndone\n",
    "class Stack {\n    private final Deque<Integer> values = new ArrayDeque<>();\n\n    public void push(int value) {\n        values.addLast(value);\n    }\n\n    \
     public int pop() {\n        return values.removeLast();\n    }\n}\n",
];

const JSON: [&str; 4] = [
    "{\"name\": \"widget\", \"tags\": [\"blue\", \"small\"], \"stock\": 17, \"price\": 249, \"description\": \"A small widget that fits every shelf.\"}",
    "{\"model\": \"large\", \"temperature\": 0.2, \"messages\": [{\"role\": \"user\", \"content\": \"Write a haiku about autumn rain.\"}], \"max_tokens\": 256}",
    "{\n  \"version\": 3,\n  \"services\": {\n    \"web\": {\"image\": \"nginx\", \"replicas\": 2},\n    \"worker\": {\"image\": \"jobs\", \"replicas\": 5}\n  }\n}",
    "[{\"x\": 12.5, \"y\": 7, \"label\": \"start\"}, {\"x\": 18.25, \"y\": 9, \"label\": \"turn\"}, {\"x\": 30, \"y\": 11.75, \"label\": \"end\"}]",
];
