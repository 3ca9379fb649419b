"""Six turns with a chat model that is scripted at the endpoint, for what counts tokens."""

SIX_TURNS = (
    "A bot answers questions about our policies, which HR rewrites every quarter",
    "Our best prompt gets 62 percent right and we need 85",
    "What is catastrophic forgetting?",
    "We have 900 labelled examples. What does it take to tune Llama-3.1-8B with QLoRA?",
    "How many general samples should we mix in with 900 of ours?",
    "Thanks. So what should we do now?",
)
"""What the person says."""

CALLS: tuple[tuple[tuple[str, dict[str, object]], ...], ...] = (
    ((
        "record_facts",
        {"facts": [
            {"field": "knowledge_changes", "value": "quarterly", "quote": "every quarter"},
            {"field": "needs_external_knowledge", "value": True,
             "quote": "answers questions about our policies"},
        ]},
    ),),
    ((
        "record_facts",
        {"facts": [
            {"field": "prompting_quality", "value": 0.62, "quote": "62 percent"},
            {"field": "quality_target", "value": 0.85, "quote": "85"},
        ]},
    ),),
    (("record_facts", {"facts": []}),
     ("search", {"question": "What is catastrophic forgetting?"})),
    ((
        "record_facts",
        {"facts": [{"field": "labelled_examples", "value": 900,
                    "quote": "900 labelled examples"}]},
    ), ("estimate", {"model": "Llama-3.1-8B", "method": "qlora"})),
    (("record_facts", {"facts": []}), ("mix", {"task_samples": 900})),
    (("record_facts", {"facts": [], "wants_answer": True}),),
)  # fmt: skip
"""What the chat model calls in each turn, all at once; then it speaks."""

WORDS = "So far this points to retrieval (RAG)."
