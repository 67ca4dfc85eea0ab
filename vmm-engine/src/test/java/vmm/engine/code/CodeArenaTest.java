package vmm.engine.code;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import vmm.api.cpu.Helper;
import vmm.api.memory.Frame;

class CodeArenaTest {
  private final CodeArena arena = new CodeArena();

  private Block block(int pc, int words) {
    var place = new Block.Place(pc, 0, pc, pc, Frame.SIZE);
    int[] none = {0};
    var code =
        new Code(new long[words], none, none, none, none, none, none, new long[2], new Helper[0]);
    return new Block(arena, place, -1, 4, -1, false, code);
  }

  @Test
  void blocksAreFoundWhereTheyBeginHoweverMuchIsAdded() {
    Block first = block(0x1000, 10);
    Block second = block(0x2000, 10);
    first.link(1, second);
    for (int i = 0; i < 10_000; i++) {
      block(0x3000, 20);
    }
    assertThat(arena.block(second.at)).isSameAs(second);
    assertThat(first.link(0)).isNull();
    assertThat(first.link(1)).isSameAs(second);
    assertThat(arena.used()).isEqualTo(2 * (10 + 2) + 10_000 * (20 + 2));
  }

  @Test
  void linksAndHeatAreIndependent() {
    Block block = block(0x1000, 1);
    block.link(0, block);
    block.link(1, block);
    block.setHeat(-5);
    assertThat(block.heat()).isEqualTo(-5);
    block.link(0, null);
    assertThat(block.link(0)).isNull();
    assertThat(block.link(1)).isSameAs(block);
    assertThat(arena.words[block.at] & CodeArena.COST).isEqualTo(1);
  }

  @Test
  void anInvalidBlockIsLookedAtBeforeItIsEnteredAndIsNotFound() {
    Block block = block(0x1000, 1);
    Block other = block(0x2000, 1);
    other.link(0, block);
    block.invalidate();
    assertThat(arena.words[block.at]).isNegative();
    block.setHeat(1000);
    assertThat(arena.words[block.at]).isNegative();
    assertThat(other.link(0)).isNull();
  }

  @Test
  void theLastBlockCanBeTakenBackAndNoOther() {
    Block first = block(0x1000, 3);
    int before = arena.used();
    Block second = block(0x2000, 3);
    arena.takeBack(first);
    assertThat(arena.block(first.at)).isSameAs(first);
    arena.takeBack(second);
    assertThat(arena.used()).isEqualTo(before);
    assertThat(block(0x3000, 1).at).isEqualTo(second.at);
    arena.clear();
    arena.takeBack(first);
    assertThat(arena.used()).isZero();
  }
}
