"""The kinds of orders in the shipped example, each with how many of it there are. All of it is invented."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """Orders that go alike. Instants are days after the purchase; without stars nobody reviewed."""

    about: str
    count: int
    status: str = "delivered"
    shipped: float | None = 1.5
    delivered: float | None = None
    promised: float = 18
    answered: float | None = None
    stars: int = 0
    words: tuple[str, ...] = ()
    lines: int = 1
    sellers: int = 1


KINDS = (
    Kind(
        "all went well",
        14,
        delivered=8,
        answered=10,
        stars=5,
        words=("Chegou antes do combinado, adorei.", "", "Muito bom, recomendo a loja.", "Igual ao da foto."),
    ),
    Kind("well, two lines of one seller", 3, delivered=9, answered=11, stars=4, lines=2),
    Kind("well, and nobody said so", 3, delivered=10),
    Kind("late, but the buyer does not mind", 2, delivered=24, answered=26, stars=4, words=("Demorou um pouco.",)),
    Kind(
        "cancelled before it was shipped",
        4,
        "canceled",
        None,
        answered=19.4,
        stars=1,
        words=("Cancelaram a compra e ninguém me avisou.", "Venderam o que não tinham no estoque!"),
    ),
    Kind("unavailable, and the order has no line", 2, "unavailable", None, answered=19, stars=1, lines=0),
    Kind("invoiced and forgotten", 2, "invoiced", None, lines=2),
    Kind(
        "never came, and the buyer says so",
        7,
        "shipped",
        answered=19.3,
        stars=1,
        words=(
            "Até hoje não recebi a minha encomenda.",
            "O prazo acabou ontem e a luminária não chegou.",
            "Paguei à vista e nada chegou, quero uma posição.",
        ),
    ),
    Kind("never came, and the buyer says nothing", 5, "shipped"),
    Kind("never came, two lines of two sellers", 2, "shipped", lines=2, sellers=2),
    Kind(
        "went back to the sender",
        2,
        "shipped",
        answered=20.5,
        stars=1,
        words=("A encomenda voltou para a loja sem tentarem a entrega.",),
    ),
    Kind(
        "trouble with the address",
        2,
        "shipped",
        answered=20,
        stars=2,
        words=("Dizem que o endereço está incompleto, mas está certo.",),
    ),
    Kind("lost on the way", 2, "shipped", answered=21, stars=1, words=("O pacote foi extraviado, disse a agência.",)),
    Kind(
        "no news from the tracking number",
        2,
        "shipped",
        answered=19.6,
        stars=1,
        words=("O código de rastreio não existe no site da transportadora.",),
    ),
    Kind(
        "complains before the promised date",
        2,
        "shipped",
        promised=30,
        answered=16,
        stars=2,
        words=("Ainda não recebi, o vizinho comprou depois e já tem o dele.",),
    ),
    Kind("comes late, after a complaint", 5, delivered=25, answered=27, stars=3),
    Kind(
        "comes late and broken",
        3,
        delivered=21,
        answered=21.8,
        stars=1,
        words=("Chegou atrasado e ainda por cima quebrado.", "Depois de tanta espera, a tampa veio trincada."),
    ),
    Kind(
        "fakes", 2, delivered=13, answered=15, stars=1, words=("É uma réplica, o logotipo está falsificado.",), lines=2
    ),
    Kind(
        "a part is missing",
        4,
        delivered=12,
        answered=14,
        stars=2,
        words=("Comprei dois e só recebi um.", "O kit veio incompleto, faltou o carregador."),
        lines=2,
    ),
    Kind(
        "something else came",
        4,
        delivered=12,
        answered=14,
        stars=1,
        words=("Pedi azul e mandaram outra cor.", "O modelo veio errado, não serve na minha máquina."),
    ),
    Kind(
        "broken",
        3,
        delivered=13,
        answered=14.5,
        stars=1,
        words=("O vaso chegou quebrado.", "Caixa amassada e vidro trincado."),
    ),
    Kind(
        "of poor quality",
        3,
        delivered=12,
        answered=16,
        stars=2,
        words=("Parou de funcionar no segundo dia.", "Costura mal feita, péssima qualidade."),
    ),
    Kind(
        "said to be delivered, and is not there",
        3,
        delivered=12,
        answered=13,
        stars=1,
        words=("O site diz entregue, mas não recebi nada.",),
    ),
    Kind(
        "the buyer has changed his mind",
        2,
        delivered=11,
        answered=13.5,
        stars=2,
        words=("Não gostei, quero devolver.",),
    ),
    Kind(
        "something is wrong, and it is too early for a dispute",
        4,
        delivered=4,
        answered=6,
        stars=1,
        words=("Veio com defeito, não liga.", "Recebi outro produto, não o que comprei."),
    ),
    Kind(
        "the buyer complains when it is too late",
        3,
        delivered=9,
        answered=30,
        stars=1,
        words=("Só abri agora e está quebrado.", "Estragou em três semanas."),
    ),
)
