"""What an estimate answers, per GPU: memory with its parts, cards, storage, time and cost."""

from typing import Literal

from tools.estimate.chapter import ChapterEstimate
from tools.vocabulary import Assumption, Record

Fit = Literal["fits", "uncertain", "does_not_fit"]
EXIT_STATUS: dict[Fit, int] = {"fits": 0, "uncertain": 3, "does_not_fit": 4}


class Breakdown(Record):
    """What is in memory at the peak (GB); the parts add up to `peak_gb`."""

    weights: float
    gradients: float
    optimizer: float
    activations: float
    logits: float
    overhead: float


class Span(Record):
    """A range that a figure lies in."""

    low: float
    high: float


class FittingGpu(Record):
    """A card that holds the job, with what stays free."""

    name: str
    memory_gb: float
    """Memory as the driver reports it (GB, 10^9 bytes)."""
    headroom_gb: float
    """Memory that stays free at the likely peak (GB)."""
    usd_per_hour: float | None


class SeveralGpus(Record):
    """How many of a card hold the job together, and how."""

    name: str
    gpus: int
    sharding: str
    device_gb: float
    """Memory the driver shows on each GPU (GB)."""
    usd_per_hour: float | None
    """All GPUs together (USD an hour)."""


class Verdict(Record):
    """Whether a named card holds the job."""

    card: str
    memory_gb: float
    fit: Fit
    exit_status: int
    because: str
    do: tuple[str, ...] = ()


class Storage(Record):
    """Disk space of the result (GB)."""

    adapter_gb: float | None
    merged_gb: float
    training_state_gb: float
    """One checkpoint that training can go on from, with optimizer states."""
    kept_checkpoints: int
    kept_gb: float
    """All kept checkpoints together."""


class Serving(Record):
    """Memory that serving the result takes (GB): 16-bit weights and the KV cache."""

    weights_gb: float
    kv_cache_gb: float
    total_gb: float
    kv_bytes_per_token: int
    requests: int
    tokens_per_request: int


class Correction(Record):
    """What one measured peak of your own says about this set-up."""

    kind: str
    measured_gb: float
    estimated_gb: float
    factor: float
    """Measured over estimated; applied to the three figures beside this."""
    peak_gb: float
    reserved_gb: float
    device_gb: float
    because: str


class Estimate(Record):
    """Memory per GPU, storage, time and cost of a training set-up. GB are 10^9 bytes."""

    peak_gb: float
    """Largest memory that tensors take at once, torch's allocated (GB)."""
    low_gb: float
    high_gb: float
    peak_gib: float
    """`peak_gb` in GiB (2^30 bytes)."""
    reserved_gb: float
    """Memory that torch's allocator holds (GB)."""
    device_gb: float
    """Memory that the driver shows as used (GB)."""
    device_low_gb: float
    device_high_gb: float
    device_gib: float
    breakdown_gb: Breakdown
    peak_moment: str
    """When the peak is reached."""
    formula: str
    """The sum with this set-up's numbers in it."""
    language_model: str
    """The architecture that was computed, or the stand-in for it."""
    total_params: int
    trainable_params: int
    checkpoint_gb: float
    """What a finished training saves: the adapter, or all weights (GB)."""
    storage: Storage
    serving: Serving
    time_hours: Span | None = None
    cost_usd: Span | None = None
    time_on: str | None = None
    """The card and number that time and cost are for."""
    gpus_that_fit: tuple[FittingGpu, ...] = ()
    """Every card of the table that holds the job, cheapest first."""
    several_gpus: tuple[SeveralGpus, ...] = ()
    """Where no card holds it alone: how many, with which sharding."""
    does_not_fit: str | None = None
    """Where nothing in the table holds it: why, and what to do."""
    verdict: Verdict | None = None
    """For the card under `on`."""
    correction: Correction | None = None
    chapter: ChapterEstimate | None = None
    """What the chapter's rule says for the same parameters, method and precision."""
    chapter_differs: tuple[str, ...] = ()
    """What the chapter's rule leaves out or takes otherwise, with its size (GB)."""
    assumptions: tuple[Assumption, ...] = ()
    notes: tuple[str, ...] = ()
    """What widens the interval, or is measured by nobody."""
    source: str = "tools/estimate/README.md"
