package vmm.core.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vmm.api.arch.Image;
import vmm.api.memory.Frame;
import vmm.api.memory.PageGrant;

class IdentityPhysMapTest {
  private final SparseHostMemory memory = SparseHostMemory.reserve(16 << 20);
  private final IdentityPhysMap map = new IdentityPhysMap(memory);

  @AfterEach
  void close() {
    map.close();
  }

  @Test
  void everythingIsWhereTheBoardSaysAndTheRestAreDevices() {
    map.addRam(0x100000, 0x300000);
    map.addRam(0, 0xA0000);
    map.addRom(0xF0000, new byte[] {1, 2, 3});

    assertThat(map.resolve(0x123456, true)).isEqualTo(new PageGrant.Backed(0x123000, true, 20));
    assertThat(map.peek(0x234567)).isEqualTo(new PageGrant.Backed(0x234000, true, 21));
    assertThat(map.peek(0x9F000)).isEqualTo(new PageGrant.Backed(0x9F000, true, 17));
    assertThat(map.peek(0xF0FFF)).isEqualTo(new PageGrant.ReadOnly(0xF0000));
    assertThat(map.peek(0xA0000)).isEqualTo(new PageGrant.Device());
    assertThat(map.peek(0x400000)).isEqualTo(new PageGrant.Device());
    assertThat(map.limit()).isEqualTo(0x400000);
    assertThat(memory.read(0xF0002, 1)).isEqualTo(3);
  }

  @Test
  void knowsWhatIsRam() {
    map.addRam(0, 0x2000);
    map.addRam(0x2000, 0x1000);
    map.addRom(0x3000, new byte[1]);

    assertThat(map.isRam(0x1000, 0x2000)).isTrue();
    assertThat(map.isRam(0x1000, 0x2001)).isFalse();
    assertThat(map.isRam(-1, 1)).isFalse();
  }

  @Test
  void rangesNeitherOverlapNorLeaveHostMemory() {
    map.addRam(0x1000, 0x2000);

    assertThatThrownBy(() -> map.addRam(0x2000, 0x1000))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> map.addRam(0, 0x2000)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> map.addRam(memory.size(), Frame.SIZE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void imagesAreCopied() {
    map.addRam(0, 0x2000);
    var bytes = new byte[Frame.SIZE + 1];
    bytes[1] = 9;
    map.putImagePage(0x1000, new Image("image", bytes), 1);

    assertThat(memory.read(0x1000, 1)).isEqualTo(9);
  }
}
